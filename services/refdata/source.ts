import type { InstrumentDetails } from '@quotebridge/contracts/wire';

/** Where reference data come from. */
export interface DetailsSource {
  /**
   * What is known of each instrument now; `null` while nothing is known yet. An entry that has not changed is the same object. Not to be kept:
   * the map may change.
   */
  readonly entries: () => ReadonlyMap<string, object> | null;
  /** The details of an instrument; `null` when it is not known. */
  readonly detailsOf: (symbol: string) => InstrumentDetails | null;
}

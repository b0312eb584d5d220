import type { InstrumentDetails } from '@quotebridge/contracts/wire';

/** Details and when this API received them. */
export interface DetailsCopy {
  readonly details: InstrumentDetails;
  /** Milliseconds since the Unix epoch. */
  readonly asOf: number;
}

/** What is known of an instrument: its details, as received just now or earlier, or that the reference data do not have it. */
export type DetailsResult = (DetailsCopy & { readonly stale: boolean }) | 'unknown';

/** The reference data did not reply, and there is no earlier copy. */
export class DetailsUnavailable extends Error {
  override readonly name = 'DetailsUnavailable';
}

export interface DetailsLookupOptions {
  /** Asks the service of reference data; `null` when it does not have the instrument. Rejects when it does not reply in time. */
  readonly ask: (symbol: string) => Promise<InstrumentDetails | null>;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Called when a copy that a change had outdated was replaced by a new one. */
  readonly onRenewed?: () => void;
}

/**
 * Details of instruments: each request is passed on, and the last good copy stands in while there is no reply. There are as many copies as instruments
 * were requested.
 */
export class DetailsLookup {
  readonly #ask: DetailsLookupOptions['ask'];
  readonly #now: () => number;
  readonly #onRenewed: () => void;
  readonly #copies = new Map<string, DetailsCopy>();
  /** Requests for the same instrument share one. */
  readonly #inFlight = new Map<string, Promise<DetailsResult>>();

  constructor({ ask, now, onRenewed = () => undefined }: DetailsLookupOptions) {
    this.#ask = ask;
    this.#now = now;
    this.#onRenewed = onRenewed;
  }

  /** Throws `DetailsUnavailable`. */
  of(symbol: string): Promise<DetailsResult> {
    const known = this.#inFlight.get(symbol);
    if (known !== undefined) return known;
    const isCurrent = () => this.#inFlight.get(symbol) === result;
    const result: Promise<DetailsResult> = this.#read(symbol, isCurrent).finally(() => {
      if (isCurrent()) this.#inFlight.delete(symbol);
    });
    this.#inFlight.set(symbol, result);
    return result;
  }

  /**
   * Drops the copy of an instrument whose details have changed: it is known to be outdated, and is never served again. If there was one, the
   * details are requested anew, for the next outage.
   */
  changed(symbol: string): void {
    const isUsed = this.#copies.delete(symbol) || this.#inFlight.has(symbol);
    // Its reply may be older than the change.
    this.#inFlight.delete(symbol);
    if (isUsed) void this.#renew(symbol);
  }

  async #renew(symbol: string): Promise<void> {
    try {
      const result = await this.of(symbol);
      if (result !== 'unknown' && !result.stale) this.#onRenewed();
    } catch (error) {
      // The next request asks again.
      if (!(error instanceof DetailsUnavailable)) throw error;
    }
  }

  async #read(symbol: string, isCurrent: () => boolean): Promise<DetailsResult> {
    let details: InstrumentDetails | null;
    try {
      details = await this.#ask(symbol);
    } catch (cause) {
      const copy = this.#copies.get(symbol);
      if (copy === undefined) throw new DetailsUnavailable(`no reply for ${symbol}, and no copy`, { cause });
      return { ...copy, stale: true };
    }
    if (details === null) {
      if (isCurrent()) this.#copies.delete(symbol);
      return 'unknown';
    }
    const copy = { details, asOf: this.#now() };
    if (isCurrent()) this.#copies.set(symbol, copy);
    return { ...copy, stale: false };
  }
}

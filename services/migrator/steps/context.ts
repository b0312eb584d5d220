import type { SiteDriver } from '../driver.ts';
import type { NatsConnection } from '@quotebridge/service-kit';
import type { Counts, Entry, Migration } from '../core/migration.ts';
import type { Records } from '../store/records.ts';

/** What a step works with. */
export interface StepContext {
  readonly migration: Migration;
  readonly driver: SiteDriver;
  readonly records: Records;
  /** The front door's base URL. */
  readonly frontDoor: string;
  /** A connection to the site's brokers as the user `migrator`. */
  readonly brokersOf: (site: string) => Promise<NatsConnection>;
  /** Adds a line to the timeline. */
  readonly note: (kind: Entry['kind'], text: string) => void;
  readonly count: (counts: Partial<Counts>) => void;
  /** Aborted with the reason when the step has to be given up. */
  readonly signal: AbortSignal;
}

import { ourClient } from './our-client.ts';
import type { ReceiverCounts } from './receiver.ts';

/** A process of its own with one client, so that it can be put to sleep (SIGSTOP). Prints its state as a line of JSON, again and again. */

const PRINT_EVERY_MS = 250;

/** A line of its output. */
export interface SleeperState {
  readonly isFresh: boolean;
  readonly isWell: boolean;
  readonly counts: ReceiverCounts;
  /** How long prices were shown as fresh although they were old, in milliseconds. */
  readonly freshWhileOldMs: number;
}

const client = ourClient(process.env['SLEEPER_URL'] ?? '');
setInterval(() => {
  const { isFresh, isWell, counts, freshness } = client;
  const state: SleeperState = { isFresh, isWell, counts, freshWhileOldMs: freshness.freshWhileOldMs };
  process.stdout.write(`${JSON.stringify(state)}\n`);
}, PRINT_EVERY_MS);

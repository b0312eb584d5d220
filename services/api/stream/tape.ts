import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import type { Quote } from '@quotebridge/contracts';
import { decodeQuote, TAPE_STREAM, tapeSubject, WireError } from '@quotebridge/contracts/wire';
import type { NatsConnection } from '@quotebridge/service-kit';
import { ANSWER_WITHIN_MS, collect } from './reads.ts';

/** The newest quote of a symbol at one venue. */
export interface VenueQuote {
  readonly venue: string;
  readonly quote: Quote;
}

/** Resolves with the newest quote of a symbol at each venue, by venue. Throws `StreamReadError`. */
export type TapeOf = (symbol: string) => Promise<readonly VenueQuote[]>;

/** Reads the stream that joins the venues, by direct get. `apiPrefix`: the prefix of the JetStream API for the connection's user. */
export function openTape(nc: NatsConnection, apiPrefix: string): TapeOf {
  let manager: Promise<JetStreamManager> | undefined;
  return async (symbol) => {
    manager ??= jetstreamManager(nc, { apiPrefix, checkAPI: false, timeout: ANSWER_WITHIN_MS });
    const { direct } = await manager;
    const options = { multi_last: [tapeSubject('*', symbol)] };
    const messages = await collect(() => direct.getLastMessagesFor(TAPE_STREAM, options));
    return messages.flatMap(toVenueQuote).toSorted((a, b) => a.venue.localeCompare(b.venue));
  };
}

/** A message that is no quote is skipped. */
function toVenueQuote(message: StoredMsg): VenueQuote[] {
  try {
    const [, venue = ''] = message.subject.split('.');
    return [{ venue, quote: decodeQuote(message.string()) }];
  } catch (error) {
    if (error instanceof WireError) return [];
    throw error;
  }
}

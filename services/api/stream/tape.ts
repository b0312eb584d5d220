import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import type { Quote } from '@quotebridge/contracts';
import { decodeQuote, TAPE_STREAM, tapeSubject, WireError } from '@quotebridge/contracts/wire';
import type { NatsConnection } from '@quotebridge/service-kit';
import { ANSWER_WITHIN_MS, collect } from './reads.ts';

const STREAM_SOURCE = 'Nats-Stream-Source';

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

/** A message that is no quote is skipped, and one in another venue's place. */
function toVenueQuote(message: StoredMsg): VenueQuote[] {
  if (!isMapped(message.subject, message.header.get(STREAM_SOURCE))) return [];
  try {
    const [, venue = ''] = message.subject.split('.');
    return [{ venue, quote: decodeQuote(message.string()) }];
  } catch (error) {
    if (error instanceof WireError) return [];
    throw error;
  }
}

/**
 * Whether a message is stored where the mapping of its source puts it. The broker stores what no mapping matches under the subject that the source's site gives
 * it, so with a stolen password of that site's link a message could take another venue's place. `source`: the header in which the broker has the source:
 * `<stream> <seq> <from> <to> …`, several mappings separated by form feeds. Pure.
 */
export function isMapped(subject: string, source: string): boolean {
  const [, , , targets = ''] = source.split(' ');
  const tokens = subject.split('.');
  return targets.split('\f').some((target) => {
    const wanted = target.split('.');
    return wanted.length === tokens.length && wanted.every((token, at) => token.includes('{{') || token === tokens[at]);
  });
}

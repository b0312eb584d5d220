import { TIME_LIMIT, WireError } from './check.ts';
import { decodeHeartbeat } from './heartbeat.ts';
import type { Heartbeat } from './heartbeat.ts';
import { decodeQuote } from './quote.ts';
import type { Quote } from './quote.ts';
import { CLAIM_SUBJECT, HEARTBEAT_SUBJECT, quoteSubject } from './subjects.ts';

/**
 * How far an epoch may be ahead of the time at which its message was stored, in milliseconds: more than any clock should be
 * wrong. A greater epoch would void the quotes of every later feed until their clocks reach it.
 */
export const EPOCH_AHEAD_MS = 86_400_000;

/** A message of the stream of quotes. */
export type FeedMessage =
  | { readonly kind: 'quote'; readonly quote: Quote }
  | { readonly kind: 'heartbeat'; readonly heartbeat: Heartbeat }
  | { readonly kind: 'claim'; readonly epoch: number };

/**
 * Decodes a message of the stream of quotes. Throws `WireError`.
 *
 * `time`: when the origin stored it, or when it was received by a core subscription, in milliseconds since the Unix epoch. The
 * stored time makes a message valid for every reader or for none, whatever their clocks.
 */
export function decodeFeedMessage(subject: string, text: string, time: number): FeedMessage {
  if (subject === CLAIM_SUBJECT) return { kind: 'claim', epoch: checkEpoch(decodeClaim(text), time) };
  if (subject === HEARTBEAT_SUBJECT) {
    const heartbeat = decodeHeartbeat(text);
    checkEpoch(heartbeat.epoch, time);
    return { kind: 'heartbeat', heartbeat };
  }
  const quote = decodeQuote(text);
  if (subject !== quoteSubject(quote.symbol)) throw new WireError('quote.symbol', `must be that of ${subject}`);
  checkEpoch(quote.epoch, time);
  return { kind: 'quote', quote };
}

/** A claim is the new epoch of a feed in decimal digits. Throws `RangeError` for an invalid epoch. */
export function encodeClaim(epoch: number): string {
  if (!isEpoch(epoch)) throw new RangeError(`${epoch} is not an epoch: it must be an integer from 0 to ${TIME_LIMIT}`);
  return String(epoch);
}

function decodeClaim(text: string): number {
  const epoch = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!isEpoch(epoch)) throw new WireError('claim', 'must be an epoch in decimal digits');
  return epoch;
}

function isEpoch(epoch: number): boolean {
  return Number.isSafeInteger(epoch) && epoch >= 0 && epoch < TIME_LIMIT;
}

function checkEpoch(epoch: number, time: number): number {
  if (epoch > time + EPOCH_AHEAD_MS) throw new WireError('epoch', 'must not be a day ahead of the clock');
  return epoch;
}

import { TIME_LIMIT, WireError } from './check.ts';
import { decodeHeartbeat } from './heartbeat.ts';
import type { Heartbeat } from './heartbeat.ts';
import { decodeQuote } from './quote.ts';
import type { Quote } from './quote.ts';
import { CLAIM_SUBJECT, HEARTBEAT_SUBJECT, quoteSubject } from './subjects.ts';

/**
 * How far an epoch may lie ahead of the time at which its message was stored, in milliseconds: far beyond any disagreement of
 * clocks. A greater one would void every later feed's quotes for as long as it is ahead.
 */
export const EPOCH_AHEAD_MS = 86_400_000;

/** What the stream of quotes holds. */
export type FeedMessage =
  | { readonly kind: 'quote'; readonly quote: Quote }
  | { readonly kind: 'heartbeat'; readonly heartbeat: Heartbeat }
  | { readonly kind: 'claim'; readonly epoch: number };

/**
 * Reads a message of the stream of quotes. Throws `WireError`.
 *
 * `time`: when the origin stored it, or for what did not come through the stream when it was received; milliseconds since the
 * Unix epoch. Judged by the stored time, a message is valid for everyone or for nobody, whatever their clocks.
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

/** A claim is the epoch that a feed begins, in decimal digits. Throws `RangeError` for a number that no epoch is. */
export function encodeClaim(epoch: number): string {
  if (!isEpoch(epoch)) throw new RangeError(`${epoch} is no epoch: it must be an integer from 0 to ${TIME_LIMIT}`);
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

import { isObject, isSafeCount, isTime, WireError } from './check.ts';

/**
 * What the feed publishes once a second on `HEARTBEAT_SUBJECT`, through the same stream as the quotes.
 *
 * `count` is the sum of the newest `seq` of every symbol that this epoch has quoted: a reader whose own sum is as large
 * holds the newest quote of every symbol, on whichever path it received them.
 */
export interface Heartbeat {
  readonly epoch: number;
  /** The time on the feed's schedule up to which everything is published: now, unless the feed is late. Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly count: number;
  /** How many symbols this epoch has quoted. */
  readonly symbols: number;
  /** When it was published, by the feed's clock, in milliseconds since the Unix epoch. Older feeds omit it. */
  readonly sent?: number;
  /** Its number within its epoch. Older feeds omit it. */
  readonly beat?: number;
}

export function encodeHeartbeat(heartbeat: Heartbeat): string {
  return JSON.stringify(heartbeat);
}

/** Reads a heartbeat's JSON. Throws `WireError`. */
export function decodeHeartbeat(json: string): Heartbeat {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new WireError('heartbeat', 'is not JSON', { cause });
  }
  if (!isObject(value)) throw new WireError('heartbeat', 'must be an object');
  const { epoch, time, count, symbols, sent, beat } = value;
  if (!isSafeCount(epoch)) throw new WireError('heartbeat.epoch', 'must be an integer from 0');
  if (!isTime(time)) throw new WireError('heartbeat.time', 'must be milliseconds since the Unix epoch');
  if (!isSafeCount(count)) throw new WireError('heartbeat.count', 'must be an integer from 0');
  if (!isSafeCount(symbols)) throw new WireError('heartbeat.symbols', 'must be an integer from 0');
  if (sent !== undefined && !isTime(sent)) {
    throw new WireError('heartbeat.sent', 'must be milliseconds since the Unix epoch');
  }
  if (beat !== undefined && !isSafeCount(beat)) throw new WireError('heartbeat.beat', 'must be an integer from 0');
  return {
    epoch,
    time,
    count,
    symbols,
    ...(sent === undefined ? {} : { sent }),
    ...(beat === undefined ? {} : { beat }),
  };
}

/** Whether the feed published `a` after `b`, even if its clock was set in between. */
export function isLaterHeartbeat(a: Heartbeat, b: Heartbeat): boolean {
  if (a.epoch !== b.epoch) return a.epoch > b.epoch;
  if (a.beat !== undefined && b.beat !== undefined) return a.beat > b.beat;
  return a.count === b.count ? a.time > b.time : a.count > b.count;
}

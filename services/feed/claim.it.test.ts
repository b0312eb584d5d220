import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { encodeHeartbeat, encodeQuote, EPOCH_AHEAD_MS } from '@quotebridge/contracts/wire';
import { createLogger } from '@quotebridge/service-kit';
import type { NatsConnection } from '@quotebridge/service-kit';
import { makeQuote } from '@quotebridge/contracts/testing';
import { connectTo, startBroker } from '@quotebridge/testkit';
import type { Broker } from '@quotebridge/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimStream } from './claim.ts';
import { LostNumbersError } from './held.ts';

const STREAM_ANSWER = '{"type":"io.nats.jetstream.api.v1.stream_info_response","config":{"name":"INSTRUMENTS"}}';
const JUNK = [
  ['an answer of JetStream', STREAM_ANSWER],
  ['nothing', ''],
  ['no number', 'NaN'],
  ['a number too large to count on from', String(Number.MAX_SAFE_INTEGER)],
  ['an epoch far ahead', String(Date.now() + 10 * EPOCH_AHEAD_MS)],
] as const;

let broker: Broker;
let nc: NatsConnection;

beforeEach(async () => {
  broker = await startBroker();
  nc = await connectTo(broker.url);
});
afterEach(async () => {
  await nc.close();
  await broker[Symbol.asyncDispose]();
});

const store = async (subject: string, text: string) => jetstream(nc).publish(subject, text);
const storeQuotes = async (symbol: string, from: number, to: number, epoch = Date.now()) => {
  for (let seq = from; seq <= to; seq += 1) await store(`quotes.${symbol}`, encodeQuote(makeQuote(symbol, seq, epoch)));
};
const sourceQuote = (symbol: string) => ({ symbol, at: 0, bid: '1', bidSize: 1, ask: '2', askSize: 1, last: '1' });

/** Claims the stream like a feed that quotes these symbols. */
async function claim(...symbols: string[]) {
  const refused: string[] = [];
  const claimed = await claimStream({
    nc,
    symbols: new Set(symbols),
    log: createLogger('test', 'silent'),
    onRefused: ({ subject, seq }) => refused.push(`${subject} ${seq}`),
    signal: new AbortController().signal,
    standby: false,
  });
  if (claimed === null) throw new Error('nothing was claimed');
  const { numbering } = claimed;
  return {
    epoch: numbering.epoch,
    next: (symbol: string) => numbering.number(sourceQuote(symbol), Date.now()).seq,
    refused,
  };
}

describe('junk as the newest message of a subject', () => {
  it.each(JUNK)('does not become an epoch as a claim: %s', async (_, text) => {
    const before = Date.now() + 3_600_000;
    await storeQuotes('AAPL', 1, 3, before);
    await store('feed.claim', text);
    const { epoch, next, refused } = await claim('AAPL');
    expect(epoch).toBe(before + 1);
    expect(next('AAPL')).toBe(4);
    expect(refused).toEqual(['feed.claim 4']);
  });

  it.each(JUNK)('does not hide the heartbeats and claims before it: %s', async (_, text) => {
    const claimed = Date.now() + 3_600_000;
    await store('feed.claim', String(claimed));
    await store('feed.claim', text);
    await store('feed.heartbeat', encodeHeartbeat({ epoch: claimed + 7, time: Date.now(), count: 0, symbols: 0 }));
    await store('feed.heartbeat', text);
    expect((await claim('AAPL')).epoch).toBe(claimed + 8);
  });

  it.each(JUNK)('does not make the symbol restart at 1: %s', async (_, text) => {
    await storeQuotes('AAPL', 40, 42);
    await store('quotes.AAPL', text);
    const { next, refused } = await claim('AAPL');
    expect(next('AAPL')).toBe(43);
    expect(refused).toEqual(['quotes.AAPL 4']);
  });

  it('is skipped, however much of it there is, between other subjects', async () => {
    await storeQuotes('AAPL', 5, 7);
    await storeQuotes('MSFT', 1, 2);
    await Promise.all(Array.from({ length: 2_500 }, () => store('quotes.AAPL', STREAM_ANSWER)));
    await storeQuotes('MSFT', 3, 3);
    const { next } = await claim('AAPL', 'MSFT');
    expect(next('AAPL')).toBe(8);
    expect(next('MSFT')).toBe(4);
  });

  it('is no history where no message was removed: the symbol begins at 1', async () => {
    await store('quotes.NEW', STREAM_ANSWER);
    expect((await claim('NEW')).next('NEW')).toBe(1);
  });

  it('stops only a feed that quotes this symbol when older messages were removed', async () => {
    await storeQuotes('AAPL', 1, 3);
    await storeQuotes('MSFT', 1, 3);
    await store('quotes.AAPL', STREAM_ANSWER);
    const { streams } = await jetstreamManager(nc);
    await streams.purge('QUOTES', { seq: 4 });
    await expect(claim('AAPL', 'MSFT')).rejects.toThrow(LostNumbersError);
    await expect(claim('AAPL')).rejects.toThrow('quotes.AAPL');
    expect((await claim('MSFT')).next('MSFT')).toBe(4);
  });
});

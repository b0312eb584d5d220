import { describe, expect, it } from 'vitest';
import { decodeFeedMessage, encodeClaim, encodeHeartbeat, encodeQuote, EPOCH_AHEAD_MS, WireError } from './index.ts';
import type { Quote } from './index.ts';

const NOW = 1_800_000_000_000;
const TOO_FAR = NOW + EPOCH_AHEAD_MS + 1;
const quote: Quote = {
  symbol: 'AAPL',
  seq: 7,
  epoch: NOW,
  time: NOW,
  published: NOW,
  bid: '1.00',
  bidSize: 1,
  ask: '1.01',
  askSize: 1,
  last: '1.00',
};
const heartbeat = { epoch: NOW, time: NOW, count: 1, symbols: 1 };

describe('decodeFeedMessage', () => {
  it('reads what a feed publishes', () => {
    expect(decodeFeedMessage('quotes.AAPL', encodeQuote(quote), NOW)).toEqual({ kind: 'quote', quote });
    expect(decodeFeedMessage('feed.heartbeat', encodeHeartbeat(heartbeat), NOW)).toEqual({
      kind: 'heartbeat',
      heartbeat,
    });
    expect(decodeFeedMessage('feed.claim', encodeClaim(NOW), NOW)).toEqual({ kind: 'claim', epoch: NOW });
  });

  it.each([
    ['an empty claim', 'feed.claim', ''],
    ['an answer of JetStream as a claim', 'feed.claim', '{"type":"io.nats.jetstream.api.v1.stream_info_response"}'],
    ['a claim with a fraction', 'feed.claim', '1.5'],
    ['a claim in another notation', 'feed.claim', '1e12'],
    ['a claim that no number holds', 'feed.claim', '9007199254740993'],
    ['a negative claim', 'feed.claim', '-1'],
    ['a claim far ahead', 'feed.claim', String(TOO_FAR)],
    ['a heartbeat of an epoch far ahead', 'feed.heartbeat', encodeHeartbeat({ ...heartbeat, epoch: TOO_FAR })],
    ['a heartbeat without an epoch', 'feed.heartbeat', JSON.stringify({ ...heartbeat, epoch: Number.NaN })],
    ['a quote of an epoch far ahead', 'quotes.AAPL', encodeQuote({ ...quote, epoch: TOO_FAR })],
    ['a quote without an epoch', 'quotes.AAPL', encodeQuote({ ...quote, epoch: Number.NaN })],
    ['the quote of another symbol', 'quotes.MSFT', encodeQuote(quote)],
  ])('refuses %s', (_, subject, text) => {
    expect(() => decodeFeedMessage(subject, text, NOW)).toThrow(WireError);
  });
});

it.each([Number.NaN, Infinity, -1, 1.5, 2 ** 53])('claims no epoch %s', (epoch) => {
  expect(() => encodeClaim(epoch)).toThrow(RangeError);
});

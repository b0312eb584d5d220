import { jetstreamManager } from '@nats-io/jetstream';
import { createLogger } from '@quotebridge/service-kit';
import { connectTo, startBroker } from '@quotebridge/testkit';
import type { Broker } from '@quotebridge/testkit';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { claimStream } from './claim.ts';
import { FencedError, Publisher } from './publisher.ts';

const WAIT = { timeout: 30_000, interval: 20 };
const log = createLogger('test', 'silent');

let broker: Broker;
let nc: Awaited<ReturnType<typeof connectTo>>;

beforeEach(async () => {
  broker = await startBroker();
  nc = await connectTo(broker.url);
});
afterEach(async () => {
  await nc.close();
  await broker[Symbol.asyncDispose]();
});

const claim = (standby = false) =>
  claimStream({
    nc,
    symbols: new Set(['A']),
    log,
    onRefused: () => undefined,
    signal: new AbortController().signal,
    standby,
  });

/** A publisher that has just claimed the stream. */
async function claimedPublisher(maxPending?: number) {
  return publisherAfter((await claim())!, maxPending);
}

function publisherAfter({ lastSeq }: { lastSeq: number }, maxPending = 10_000) {
  const onFatal = vi.fn<(error: Error) => void>();
  const publisher = new Publisher({
    nc,
    inboxPrefix: '_INBOX',
    stream: 'QUOTES',
    lastSeq,
    maxPending,
    log,
    onFatal,
  });
  return { publisher, onFatal };
}

const note = (publisher: Publisher, n: number, by = 'a') =>
  publisher.publish({ subject: 'quotes.A', payload: `${by}${n}` });

async function stored(): Promise<string[]> {
  const { streams } = await jetstreamManager(nc);
  const { state } = await streams.info('QUOTES');
  const texts: string[] = [];
  for (let seq = 1; seq <= state.last_seq; seq += 1) {
    const message = await streams.getMessage('QUOTES', { seq });
    if (message?.subject === 'quotes.A') texts.push(message.string());
  }
  return texts;
}

const run = (length: number, by = 'a') => Array.from({ length }, (_, index) => `${by}${index + 1}`);

it('stores everything in order', async () => {
  const { publisher, onFatal } = await claimedPublisher();
  await using _ = publisher;
  for (let n = 1; n <= 200; n += 1) note(publisher, n);
  await vi.waitFor(() => expect(publisher.pending).toBe(0), WAIT);
  expect(await stored()).toEqual(run(200));
  expect(onFatal).not.toHaveBeenCalled();
});

it('loses, repeats and reorders nothing while the broker restarts', async () => {
  const { publisher, onFatal } = await claimedPublisher();
  await using _ = publisher;
  for (let n = 1; n <= 50; n += 1) note(publisher, n);
  await broker.stop();
  for (let n = 51; n <= 100; n += 1) note(publisher, n);
  await broker.start();
  for (let n = 101; n <= 150; n += 1) note(publisher, n);
  await vi.waitFor(() => expect(publisher.pending).toBe(0), WAIT);
  expect(await stored()).toEqual(run(150));
  expect(publisher.resent).toBeGreaterThan(0);
  expect(onFatal).not.toHaveBeenCalled();
});

it('is fenced off by a feed that claimed the stream later, whatever both have in flight', async () => {
  const old = await claimedPublisher();
  const young = await claimedPublisher();
  await using _ = old.publisher;
  await using __ = young.publisher;
  for (let n = 1; n <= 19; n += 1) note(young.publisher, n, 'young');
  for (let n = 1; n <= 2_000; n += 1) note(old.publisher, n, 'old');
  for (let n = 20; n <= 40; n += 1) note(young.publisher, n, 'young');
  await vi.waitFor(() => expect(old.onFatal).toHaveBeenCalledWith(expect.any(FencedError)), WAIT);
  await vi.waitFor(() => expect(young.publisher.pending).toBe(0), WAIT);
  expect(await stored()).toEqual(run(40, 'young'));
  expect(young.onFatal).not.toHaveBeenCalled();
});

it('makes its caller wait while too many messages lack an ack', async () => {
  const { publisher } = await claimedPublisher(10);
  await using _ = publisher;
  expect(publisher.room()).toBeNull();
  for (let n = 1; n <= 10; n += 1) note(publisher, n);
  await publisher.room();
  expect(publisher.pending).toBeLessThan(10);
});

it('claims the stream with its numbers and a greater epoch', async () => {
  const first = await claim();
  const quote = { symbol: 'A', at: 0, bid: '1', bidSize: 1, ask: '2', askSize: 1, last: '1' };
  const numbered = first!.numbering.number(quote, Date.now());
  const { publisher } = publisherAfter(first!);
  await using _ = publisher;
  publisher.publish({ subject: 'quotes.A', payload: JSON.stringify(numbered) });
  await vi.waitFor(() => expect(publisher.pending).toBe(0), WAIT);

  const second = await claim();
  expect(second?.lastSeq).toBe(2 + 1);
  expect(second?.numbering.epoch).toBeGreaterThan(first!.numbering.epoch);
  expect(second?.numbering.number(quote, Date.now()).seq).toBe(2);
});

it('claims a stream whose messages were removed', async () => {
  const { publisher } = await claimedPublisher();
  for (let n = 1; n <= 5; n += 1) note(publisher, n);
  await vi.waitFor(() => expect(publisher.pending).toBe(0), WAIT);
  await publisher[Symbol.asyncDispose]();
  const { streams } = await jetstreamManager(nc);
  await streams.purge('QUOTES');
  expect((await claim())?.lastSeq).toBe(5 + 2);
});

it('stands by while another feed publishes, and takes over when it falls silent', async () => {
  const { publisher } = await claimedPublisher();
  let n = 0;
  const publishing = setInterval(() => note(publisher, (n += 1)), 20);
  await vi.waitFor(() => expect(publisher.acked).toBeGreaterThan(3), WAIT);
  const claimed = vi.fn();
  const claiming = claim(true).then(claimed);
  await vi.waitFor(() => expect(publisher.acked).toBeGreaterThan(200), WAIT);
  expect(claimed).not.toHaveBeenCalled();
  clearInterval(publishing);
  await claiming;
  expect(claimed).toHaveBeenCalledWith(expect.objectContaining({ lastSeq: n + 2 }));
  await publisher[Symbol.asyncDispose]();
});

import { openTestFeed, startBroker } from '@quotebridge/testkit';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { quoteEvent, resetEvent, statusEvent } from './answers.ts';
import { startApi } from './testing.ts';

const LONG = { timeout: 30_000, interval: 20 };

/** A client of the event stream that records what it receives. */
function listenTo(url: string, headers: Record<string, string> = {}) {
  const stop = new AbortController();
  const received = {
    ids: [] as number[],
    seqs: new Map<string, number[]>(),
    resets: 0,
    statuses: 0,
    conflated: 0,
    over: false,
  };
  const take = ({ event, id, data }: Record<string, string | undefined>) => {
    if (event === 'quote') {
      const { symbol, seq, conflated } = quoteEvent.parse(JSON.parse(data!));
      received.ids.push(Number(id));
      received.conflated += conflated;
      received.seqs.set(symbol, [...(received.seqs.get(symbol) ?? []), seq]);
    } else if (event === 'status') {
      statusEvent.parse(JSON.parse(data!));
      received.statuses += 1;
    } else if (event === 'reset') {
      resetEvent.parse(JSON.parse(data!));
      received.resets += 1;
    }
  };
  void (async () => {
    const response = await fetch(url, { headers, signal: stop.signal });
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) take(Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s))));
    }
  })()
    .catch(() => undefined)
    .finally(() => (received.over = true));
  return { received, [Symbol.dispose]: () => stop.abort() };
}

describe('the event stream', () => {
  it('sends the newest quotes and then every one, in order, of the symbols asked for', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    for (const symbol of ['A', 'B', 'A']) await feed.publish(symbol);
    await using api = await startApi(broker);
    await expect.poll(api.ready, LONG).toBe(200);
    using one = listenTo(`${api.url}/v1/stream?symbols=A`);
    using all = listenTo(`${api.url}/v1/stream`);
    await expect.poll(() => [one.received.ids.length, all.received.ids.length], LONG).toEqual([1, 2]);
    for (let n = 0; n < 300; n += 1) await feed.publish(n % 3 === 0 ? 'B' : 'A');
    await expect.poll(() => one.received.seqs.get('A')?.at(-1), LONG).toBe(202);
    await expect.poll(() => all.received.seqs.get('B')?.at(-1), LONG).toBe(101);
    expect(one.received.seqs.get('A')).toEqual(Array.from({ length: 201 }, (_, index) => index + 2));
    expect(one.received.seqs.has('B')).toBe(false);
    expect(all.received.ids).toEqual(all.received.ids.toSorted((a, b) => a - b));
    expect(one.received.statuses).toBeGreaterThan(0);
  });

  it('resumes after the last event without a gap or a duplicate, while quotes flow, also at another API', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    for (const symbol of ['A', 'B', 'C']) await feed.publish(symbol);
    await using api = await startApi(broker);
    await using other = await startApi(broker);
    await expect.poll(api.ready, LONG).toBe(200);
    await expect.poll(other.ready, LONG).toBe(200);
    const stopFlow = feed.flow(['A', 'B', 'C'], 600);
    const seqs: number[] = [];
    const ids: number[] = [];
    for (const url of [api.url, other.url, api.url]) {
      const headers: Record<string, string> = ids.length === 0 ? {} : { 'last-event-id': String(ids.at(-1)) };
      using client = listenTo(`${url}/v1/stream?symbols=A,B`, headers);
      await expect.poll(() => client.received.ids.length, LONG).toBeGreaterThan(200);
      seqs.push(...(client.received.seqs.get('A') ?? []));
      ids.push(...client.received.ids);
      expect(client.received.resets).toBe(0);
      await expect.poll(() => feed.seqs.get('A'), LONG).toBeGreaterThan(seqs.at(-1)! + 30);
    }
    await stopFlow();
    expect(seqs).toEqual(Array.from(seqs, (_, index) => seqs[0]! + index));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('sends a reset and a new snapshot when it cannot resume', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await feed.publish('A');
    await using api = await startApi(broker);
    await expect.poll(api.ready, LONG).toBe(200);
    using client = listenTo(`${api.url}/v1/stream`, { 'last-event-id': '999' });
    await expect.poll(() => client.received.ids.length, LONG).toBe(1);
    expect(client.received.resets).toBe(1);
    expect((await fetch(`${api.url}/v1/stream`, { headers: { 'last-event-id': 'x' } })).status).toBe(400);
  });

  it('resumes past many messages that are not quotes, and after one of them', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await feed.publish('A');
    await Promise.all(Array.from({ length: 2_100 }, () => feed.publishRaw('quotes.A', 'junk')));
    for (let n = 0; n < 3; n += 1) await feed.publish('A');
    await using api = await startApi(broker);
    await expect.poll(api.ready, LONG).toBe(200);
    for (const id of ['1', '500']) {
      using client = listenTo(`${api.url}/v1/stream`, { 'last-event-id': id });
      await expect.poll(() => client.received.seqs.get('A'), LONG).toEqual([2, 3, 4]);
      expect(client.received.resets).toBe(0);
    }
  });

  it('buffers little for a client that does not read, and sends it the newest quotes when it does', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await feed.publish('A');
    await using api = await startApi(broker);
    await expect.poll(api.ready, LONG).toBe(200);
    const socket = connect(api.port, '127.0.0.1');
    // HTTP/1.0, so that no chunk headers are in the text.
    socket.write('GET /v1/stream HTTP/1.0\r\nhost: x\r\n\r\n');
    socket.pause();
    for (let n = 0; n < 60; n += 1) await Promise.all(Array.from({ length: 500 }, () => feed.publish('A')));
    let text = '';
    socket
      .setEncoding('utf8')
      .on('data', (chunk: string) => (text += chunk))
      .resume();
    const newest = feed.seqs.get('A')!;
    const seen = () =>
      [...text.matchAll(/"seq":(\d+).*?"conflated":(\d+)/g)].map(([, seq, conflated]) => [
        Number(seq),
        Number(conflated),
      ]);
    await expect.poll(() => seen().at(-1)?.[0], LONG).toBe(newest);
    const conflated = seen().reduce((sum, [, count]) => sum + count!, 0);
    expect(conflated).toBeGreaterThan(0);
    // It may have arrived after the first ones.
    expect(seen().length + conflated).toBe(newest - seen()[0]![0]! + 1);
    socket.destroy();
  });

  it('refuses clients above its limit, and closes all streams when it stops', async () => {
    await using broker = await startBroker();
    await using feed = await openTestFeed(broker);
    await feed.publish('A');
    const api = await startApi(broker, { MAX_STREAMS: '1' });
    await expect.poll(api.ready, LONG).toBe(200);
    using client = listenTo(`${api.url}/v1/stream`);
    await expect.poll(() => client.received.ids.length, LONG).toBe(1);
    const refused = await fetch(`${api.url}/v1/stream`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    client[Symbol.dispose]();
    // A resuming client counts from the start: of several at one moment, one is accepted.
    const asking = new AbortController();
    const resume = { headers: { 'last-event-id': '1' }, signal: asking.signal };
    const statuses = async () =>
      (await Promise.all(Array.from({ length: 5 }, () => fetch(`${api.url}/v1/stream`, resume))))
        .map(({ status }) => status)
        .toSorted((a, b) => a - b);
    await expect.poll(async () => (await fetch(`${api.url}/v1/stream`, { method: 'HEAD' })).status, LONG).toBe(200);
    expect(await statuses()).toEqual([200, 503, 503, 503, 503]);
    asking.abort();
    await expect.poll(async () => (await fetch(`${api.url}/v1/stream`, { method: 'HEAD' })).status, LONG).toBe(200);
    using last = listenTo(`${api.url}/v1/stream`);
    await expect.poll(() => last.received.ids.length, LONG).toBe(1);
    await api[Symbol.asyncDispose]();
    await expect.poll(() => last.received.over, LONG).toBe(true);
  });
});

import { asyncApiDocument } from '@quotebridge/contracts/asyncapi';
import { openTestFeed, startBroker } from '@quotebridge/testkit';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { connectClient, startGateway } from './testing.ts';

const LONG = { timeout: 30_000, interval: 50 };
const SYMBOLS = ['A', 'B', 'C'];
const EVENTS = ['quotes', 'status', 'traced', 'relocate', 'closing'];

interface AsyncApi {
  readonly components: { readonly messages: Readonly<Record<string, { readonly payload: object }>> };
}

/** The same schema, without additional properties. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  return 'properties' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}

/** Checks messages against the document: returns the problem, or `null`. */
function messageChecker() {
  const { messages } = (asyncApiDocument() as AsyncApi).components;
  const schemas = new Map(
    Object.entries(messages).map(([name, { payload }]) => [
      name,
      z.fromJSONSchema(strict(payload) as Parameters<typeof z.fromJSONSchema>[0]),
    ]),
  );
  return (name: string, message: unknown): string | null => {
    const schema = schemas.get(name);
    if (schema === undefined) return `${name} is not in the document`;
    const result = schema.safeParse(message);
    return result.success ? null : `${name}: ${z.prettifyError(result.error)}`;
  };
}

it('sends nothing that the AsyncAPI document does not describe', async () => {
  await using broker = await startBroker();
  await using feed = await openTestFeed(broker);
  feed.beat();
  for (const symbol of SYMBOLS) await feed.publish(symbol);
  await using stopping = new AsyncDisposableStack();
  const options = {
    DRAIN_MS: '200',
    MAX_QUEUED_QUOTES: '50',
    FLUSH_MIN_MS: '1000',
    REQUEST_BURST: '20',
  };
  const gateway = stopping.use(await startGateway(broker, options));
  await expect.poll(async () => (await fetch(`${gateway.url}/readyz`)).status, LONG).toBe(200);
  const problemOf = messageChecker();
  const problems: string[] = [];
  const received = new Set<string>();
  const check = (name: string, message: unknown) => {
    received.add(name);
    const problem = problemOf(name, message);
    if (problem !== null) problems.push(problem);
  };
  const connect = () => {
    const client = connectClient(gateway.url);
    client.socket.onAny((event: string, message: unknown) => check(event, message));
    return client;
  };
  await using plain = connect();
  await using recorder = connect();
  const first = await plain.subscribe(SYMBOLS);
  if (!first.ok) throw new Error(first.error.message);
  check('subscribeAck', first);
  const seqs = Object.fromEntries(feed.seqs);
  const resumed = await plain.ask('subscribe', { symbols: '*', resume: [{ epoch: first.snapshot[0]?.epoch, seqs }] });
  expect(resumed).toMatchObject({ resumed: 3 });
  check('subscribeAck', resumed);
  check('subscribeAck', await plain.ask('subscribe', { symbols: ['none'] }));
  check('unsubscribeAck', await plain.ask('unsubscribe', { symbols: ['A'] }));
  check('unsubscribeAck', await plain.ask('unsubscribe', { symbols: 1 }));
  await recorder.ask('subscribe', { symbols: '*', mode: 'every' });
  check('traceAck', await plain.ask('trace', { symbol: 'B' }));
  check('traceAck', await plain.ask('trace', { symbol: 'none' }));
  const stopFlow = feed.flow(SYMBOLS, 300);
  const missing = () => EVENTS.filter((event) => !received.has(event));
  await expect.poll(missing, LONG).toEqual(['relocate']);
  await stopFlow();
  await stopping.disposeAsync();
  await expect.poll(missing, LONG).toEqual([]);
  expect(problems).toEqual([]);
  // The check rejects undocumented values and fields.
  expect(problemOf('closing', { reason: 'drain', message: '' })).toContain('closing');
  expect(problemOf('status', { ...plain.account.statuses[0], more: 1 })).toContain('more');
});

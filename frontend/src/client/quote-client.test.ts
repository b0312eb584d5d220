import type { SubscribeAck } from '@quotebridge/contracts/wire';
import { describe, expect, it } from 'vitest';
import { QuoteClient } from './quote-client.ts';
import { batch, gateway, snapshot, status } from './gateway.fixture.ts';

function listen(origin: string) {
  const heard: string[] = [];
  const client = new QuoteClient(
    origin,
    { symbols: '*' },
    {
      onState: (state) => heard.push(state),
      onSnapshot: ([first]) => heard.push(`snapshot ${first?.quotes[0]?.[1]}`),
      onQuotes: ({ quotes }) => heard.push(`quotes ${quotes[0]?.[1]}`),
      onStatus: ({ site }, vouched) => heard.push(`status ${site} ${vouched ? 'vouched' : 'not vouched'}`),
      onRefused: ({ message }) => heard.push(`refused ${message}`),
    },
  );
  return { heard, [Symbol.dispose]: () => client[Symbol.dispose]() };
}

const begun = ['snapshot 1', 'status cloud vouched', 'connected'];
const patience = { timeout: 10_000 };

describe('the quote client', () => {
  it('hands on the snapshot, then what follows', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    server.io.emit('quotes', batch(2));
    server.io.emit('status', status);
    await expect.poll(() => client.heard, patience).toEqual([...begun, 'quotes 2', 'status cloud vouched']);
  });

  it('subscribes again after the server ended the connection', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    server.io.disconnectSockets(true);
    await expect.poll(() => client.heard, patience).toEqual([...begun, 'reconnecting', ...begun]);
  });

  it('reconnects when asked to relocate', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    server.io.emit('relocate', { reason: 'drain', deadline: 5_000 });
    await expect.poll(() => client.heard, patience).toEqual([...begun, 'reconnecting', ...begun]);
    expect(server.requests).toEqual([{ symbols: '*' }, { symbols: '*' }]);
  });

  it('asks again when refused, and tells why', async () => {
    const notReady: SubscribeAck = { ok: false, error: { code: 'not_ready', message: 'still reading' } };
    await using server = await gateway([notReady, snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(['refused still reading', ...begun]);
  });

  it('hears no quotes and lets no status vouch before the snapshot', async () => {
    await using server = await gateway([]);
    using client = listen(server.origin);
    await expect.poll(() => server.requests, patience).toHaveLength(1);
    server.io.emit('quotes', batch(9));
    server.io.emit('status', status);
    await expect.poll(() => client.heard, patience).toEqual(['status cloud not vouched']);
  });

  it('refuses a batch that breaks the contract and goes on', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, patience).toEqual(begun);
    server.io.emit('quotes', { epoch: -1, quotes: [] });
    server.io.emit('quotes', batch(3));
    await expect
      .poll(() => client.heard, patience)
      .toEqual([...begun, 'refused batch.epoch must be an integer from 0', 'quotes 3']);
  });

  it('gives up a connection on which nothing is heard and dials anew', async () => {
    await using server = await gateway([snapshot]);
    using client = listen(server.origin);
    await expect.poll(() => client.heard, { timeout: 15_000 }).toEqual([...begun, 'reconnecting', ...begun]);
  }, 20_000);
});

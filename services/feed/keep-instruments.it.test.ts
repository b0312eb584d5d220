import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { createLogger } from '@quotebridge/service-kit';
import { connectTo, startBroker } from '@quotebridge/testkit';
import { expect, it, vi } from 'vitest';
import { keepInstruments } from './keep-instruments.ts';

const WAIT = { timeout: 30_000, interval: 20 };
const AAPL = { symbol: 'AAPL', name: 'Apple', currency: 'USD', tickSize: '0.01', source: 'simulated' } as const;

it('replaces what another client stores for an instrument, and withdraws instruments that it does not quote', async () => {
  await using stack = new AsyncDisposableStack();
  const broker = stack.use(await startBroker());
  const nc = await connectTo(broker.url);
  stack.defer(() => nc.close());
  const onRefused = vi.fn();
  stack.use(
    await keepInstruments({
      nc,
      instruments: [AAPL],
      log: createLogger('test', 'silent'),
      onRefused,
      signal: new AbortController().signal,
    }),
  );
  const { streams } = await jetstreamManager(nc);
  const newest = async (symbol: string) =>
    (await streams.getMessage('INSTRUMENTS', { last_by_subj: `instruments.${symbol}` }))?.string();
  expect(await newest('AAPL')).toBe(JSON.stringify(AAPL));

  const js = jetstream(nc);
  await js.publish('instruments.AAPL', '{"type":"io.nats.jetstream.api.v1.stream_info_response"}');
  await js.publish('instruments.ZZ', JSON.stringify(AAPL));
  await vi.waitFor(async () => {
    expect(await newest('AAPL')).toBe(JSON.stringify(AAPL));
    expect(await newest('ZZ')).toBe('');
  }, WAIT);
  expect(onRefused.mock.calls.map(([{ subject }]) => subject)).toEqual(['instruments.AAPL', 'instruments.ZZ']);
});

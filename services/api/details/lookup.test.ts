import type { InstrumentDetails } from '@quotebridge/contracts/wire';
import { describe, expect, it } from 'vitest';
import { DetailsLookup, DetailsUnavailable } from './lookup.ts';

const details = (lotSize: number): InstrumentDetails => ({
  symbol: 'A',
  name: 'A',
  currency: 'USD',
  tickSize: '0.01',
  lotSize,
  tradingHours: { timeZone: 'UTC', days: ['Mon'], open: '09:00', close: '17:00' },
  corporateActions: [],
  source: 'demo',
});

/** Requests that wait for the test to answer them, and a clock that the test sets. */
function start() {
  const asked: PromiseWithResolvers<InstrumentDetails | null>[] = [];
  const clock = { now: 1_000 };
  let renewed = 0;
  const lookup = new DetailsLookup({
    ask: () => {
      const request = Promise.withResolvers<InstrumentDetails | null>();
      asked.push(request);
      return request.promise;
    },
    now: () => clock.now,
    onRenewed: () => (renewed += 1),
  });
  return { asked, clock, lookup, renewed: () => renewed };
}

/** Lets everything happen that is only waiting for its turn. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the lookup of details', () => {
  it('asks each time, and returns the reply with the time of its receipt', async () => {
    const { asked, clock, lookup } = start();
    for (const lotSize of [1, 2]) {
      clock.now += 10;
      const result = lookup.of('A');
      asked.at(-1)!.resolve(details(lotSize));
      expect(await result).toEqual({ details: details(lotSize), asOf: clock.now, stale: false });
    }
    expect(asked).toHaveLength(2);
  });

  it('returns the last copy, marked stale, without a reply, and fails without a copy', async () => {
    const { asked, clock, lookup } = start();
    const first = lookup.of('A');
    asked[0]!.resolve(details(1));
    const { asOf } = (await first) as { asOf: number };
    clock.now += 60_000;
    const second = lookup.of('A');
    asked[1]!.reject(new Error('timeout'));
    expect(await second).toEqual({ details: details(1), asOf, stale: true });
    const other = lookup.of('B');
    asked[2]!.reject(new Error('timeout'));
    await expect(other).rejects.toThrow(DetailsUnavailable);
  });

  it('sends one request for those that come while it is in flight', async () => {
    const { asked, lookup } = start();
    const results = [lookup.of('A'), lookup.of('A')];
    asked[0]!.resolve(details(1));
    expect((await Promise.all(results)).map((result) => result !== 'unknown' && result.stale)).toEqual([false, false]);
    expect(asked).toHaveLength(1);
  });

  it('keeps no copy of an instrument that the reference data no longer have', async () => {
    const { asked, lookup } = start();
    const first = lookup.of('A');
    asked[0]!.resolve(details(1));
    await first;
    const second = lookup.of('A');
    asked[1]!.resolve(null);
    expect(await second).toBe('unknown');
    const third = lookup.of('A');
    asked[2]!.reject(new Error('timeout'));
    await expect(third).rejects.toThrow(DetailsUnavailable);
  });

  it('never serves a copy that a change has outdated, and asks for another', async () => {
    const { asked, lookup, renewed } = start();
    const first = lookup.of('A');
    asked[0]!.resolve(details(1));
    await first;
    lookup.changed('A');
    asked[1]!.resolve(details(2));
    await settle();
    expect([asked.length, renewed()]).toEqual([2, 1]);
    const during = lookup.of('A');
    asked[2]!.reject(new Error('timeout'));
    expect(await during).toMatchObject({ details: { lotSize: 2 }, stale: true });

    lookup.changed('A');
    asked[3]!.reject(new Error('timeout'));
    await settle();
    const after = lookup.of('A');
    asked[4]!.reject(new Error('timeout'));
    await expect(after).rejects.toThrow(DetailsUnavailable);
    expect(renewed()).toBe(1);
  });

  it('keeps no copy of a reply to a request that is older than the change', async () => {
    const { asked, lookup } = start();
    const before = lookup.of('A');
    lookup.changed('A');
    asked[1]!.resolve(details(2));
    await settle();
    asked[0]!.resolve(details(1));
    expect(await before).toMatchObject({ details: { lotSize: 1 } });
    const during = lookup.of('A');
    asked[2]!.reject(new Error('timeout'));
    expect(await during).toMatchObject({ details: { lotSize: 2 }, stale: true });
  });

  it('asks for nothing after a change of an instrument that nobody asked for', () => {
    const { asked, lookup } = start();
    lookup.changed('A');
    expect(asked).toEqual([]);
  });
});

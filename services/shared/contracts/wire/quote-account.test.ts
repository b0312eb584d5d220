import type { QuoteTuple } from './index.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuoteAccount } from './index.ts';

const epoch = 1_700_000_000_000;

function tuple(symbol: string, seq: number, conflated = 0): QuoteTuple {
  return [symbol, seq, epoch, 1, '10.00', 100, '10.01', 100, '10.00', conflated];
}

function begun(...tuples: QuoteTuple[]): QuoteAccount {
  const account = new QuoteAccount();
  account.begin([{ epoch, quotes: tuples }]);
  return account;
}

/** Quotes of three symbols, in any interleaving, each either delivered, conflated into the next one delivered, or dropped. */
const fates = fc.array(
  fc.record({ symbol: fc.constantFrom('A', 'B', 'C'), fate: fc.constantFrom('deliver', 'fold', 'drop') }),
  { maxLength: 200 },
);

function run(passing: readonly { symbol: string; fate: string }[], dropIsLoss: boolean) {
  const account = begun(tuple('A', 7), tuple('B', 1), tuple('C', 900));
  const at = new Map([
    ['A', { seq: 7, conflated: 0, dropped: 0 }],
    ['B', { seq: 1, conflated: 0, dropped: 0 }],
    ['C', { seq: 900, conflated: 0, dropped: 0 }],
  ]);
  let delivered = 0;
  let lost = 0;
  for (const { symbol, fate } of passing) {
    const state = at.get(symbol);
    if (state === undefined) continue;
    state.seq += 1;
    if (fate === 'drop' && dropIsLoss) {
      state.dropped += 1;
    } else if (fate === 'deliver') {
      account.record(epoch, tuple(symbol, state.seq, state.conflated));
      delivered += 1;
      lost += state.dropped;
      state.conflated = 0;
      state.dropped = 0;
    } else {
      state.conflated += 1;
    }
  }
  return { totals: account.totals, delivered, lost };
}

describe('the account', () => {
  it('misses nothing of a complete sequence, however it is conflated and interleaved', () => {
    fc.assert(
      fc.property(fates, (passing) => {
        const { totals, delivered } = run(passing, false);
        expect(totals).toMatchObject({ received: delivered, missing: 0, duplicates: 0, outOfOrder: 0, unexplained: 0 });
      }),
    );
  });

  it('misses exactly the quotes that were dropped before a delivered one', () => {
    fc.assert(
      fc.property(fates, (passing) => {
        const { totals, lost } = run(passing, true);
        expect(totals).toMatchObject({ missing: lost, duplicates: 0, outOfOrder: 0, unexplained: 0 });
      }),
    );
  });

  it('takes quotes that came late off the gap that they fill', () => {
    const account = begun(tuple('A', 10));
    account.record(epoch, tuple('A', 15));
    expect(account.totals.missing).toBe(4);
    account.record(epoch, tuple('A', 16, 3));
    expect(account.totals.missing).toBe(1);
    account.record(epoch, tuple('A', 16, 1));
    expect(account.totals).toMatchObject({ missing: 0, duplicates: 0, unexplained: 0 });
  });

  it('counts a duplicate, and an older quote as out of order too', () => {
    const account = begun(tuple('A', 10));
    account.record(epoch, tuple('A', 10));
    expect(account.totals).toMatchObject({ duplicates: 1, outOfOrder: 0 });
    account.record(epoch, tuple('A', 9));
    expect(account.totals).toMatchObject({ duplicates: 2, outOfOrder: 1, missing: 0 });
  });

  it('reports when more was conflated than the numbers allow', () => {
    const account = begun(tuple('A', 10));
    account.record(epoch, tuple('A', 11, 2));
    expect(account.totals).toMatchObject({ missing: 0, unexplained: 2 });
  });

  it('starts a new account with each snapshot and keeps the sums', () => {
    const account = begun(tuple('A', 10), tuple('B', 5));
    account.record(epoch, tuple('A', 13));
    account.begin([{ epoch, quotes: [tuple('A', 500)] }]);
    account.record(epoch, tuple('A', 501));
    expect(account.totals).toMatchObject({ received: 2, missing: 0, unsettled: 2, duplicates: 0 });
    account.record(epoch, tuple('A', 503));
    account.record(epoch, tuple('A', 504, 1));
    expect(account.totals).toMatchObject({ missing: 0, unsettled: 2, unexplained: 0 });
  });

  it('continues with what was missing in another account', () => {
    const first = begun(tuple('A', 10), tuple('B', 5));
    first.record(epoch, tuple('A', 13));
    expect(first.outstanding).toEqual(new Map([['A', 2]]));
    const account = new QuoteAccount();
    account.begin([{ epoch, quotes: [tuple('A', 13), tuple('B', 5)] }], first.outstanding);
    expect(account.totals).toMatchObject({ received: 0, missing: 2, unsettled: 0 });
    account.record(epoch, tuple('A', 14, 2));
    expect(account.totals).toMatchObject({ missing: 0, unexplained: 0, unsettled: 0 });
  });

  it('closes the account of a symbol that is unsubscribed, and begins another with its next baseline', () => {
    const account = begun(tuple('A', 10), tuple('B', 5));
    account.record(epoch, tuple('A', 13));
    account.drop(['A']);
    expect(account.totals).toMatchObject({ missing: 0, unsettled: 2 });
    account.join([{ epoch, quotes: [tuple('A', 90)] }]);
    account.record(epoch, tuple('A', 91));
    account.record(epoch, tuple('B', 7));
    expect(account.totals).toMatchObject({ missing: 1, unsettled: 2, duplicates: 0, outOfOrder: 0, unexplained: 0 });
  });

  it('counts from the first quote of a symbol that no snapshot held', () => {
    const account = begun();
    account.record(epoch, tuple('NEW', 40));
    account.record(epoch, tuple('NEW', 41));
    expect(account.totals.missing).toBe(0);
  });

  it('follows the gateway to a newer epoch and back to an older one, also to a lower seq', () => {
    const account = begun(tuple('A', 10));
    account.record(epoch + 1, tuple('A', 11));
    account.record(epoch, tuple('A', 11));
    account.record(epoch, tuple('A', 12));
    account.record(epoch + 2, tuple('A', 8));
    account.record(epoch + 2, tuple('A', 9));
    account.record(epoch + 1, tuple('A', 7));
    expect(account.totals).toMatchObject({ received: 6, missing: 0, duplicates: 0, outOfOrder: 0, unexplained: 0 });
  });

  it('takes fills that come with a correction off the gap', () => {
    const account = begun(tuple('A', 10));
    account.record(epoch, tuple('A', 15));
    account.record(epoch + 1, tuple('A', 14, 3));
    expect(account.totals).toMatchObject({ missing: 1, duplicates: 0, outOfOrder: 0, unexplained: 0 });
  });

  it('sees a gap across a change of epoch', () => {
    const account = begun(tuple('A', 10));
    account.record(epoch + 1, tuple('A', 13, 1));
    expect(account.totals.missing).toBe(1);
    account.record(epoch, tuple('A', 16, 1));
    expect(account.totals.missing).toBe(2);
  });
});

import type { QuoteTuple } from './wire/index.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ledger } from './wire/index.ts';

const epoch = 1_700_000_000_000;

function tuple(symbol: string, seq: number, folded = 0): QuoteTuple {
  return [symbol, seq, epoch, 1, '10.00', 100, '10.01', 100, '10.00', folded];
}

function begun(...tuples: QuoteTuple[]): Ledger {
  const ledger = new Ledger();
  ledger.begin([{ epoch, quotes: tuples }]);
  return ledger;
}

/** Quotes of three symbols, in any interleaving, each either delivered, folded into the next one delivered, or dropped. */
const fates = fc.array(
  fc.record({ symbol: fc.constantFrom('A', 'B', 'C'), fate: fc.constantFrom('deliver', 'fold', 'drop') }),
  { maxLength: 200 },
);

function run(passing: readonly { symbol: string; fate: string }[], dropIsLoss: boolean) {
  const ledger = begun(tuple('A', 7), tuple('B', 1), tuple('C', 900));
  const at = new Map([
    ['A', { seq: 7, folded: 0, dropped: 0 }],
    ['B', { seq: 1, folded: 0, dropped: 0 }],
    ['C', { seq: 900, folded: 0, dropped: 0 }],
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
      ledger.record(epoch, tuple(symbol, state.seq, state.folded));
      delivered += 1;
      lost += state.dropped;
      state.folded = 0;
      state.dropped = 0;
    } else {
      state.folded += 1;
    }
  }
  return { totals: ledger.totals, delivered, lost };
}

describe('the ledger', () => {
  it('misses nothing of a complete sequence, however it is folded and interleaved', () => {
    fc.assert(
      fc.property(fates, (passing) => {
        const { totals, delivered } = run(passing, false);
        expect(totals).toMatchObject({ received: delivered, missing: 0, repeated: 0, outOfOrder: 0, unexplained: 0 });
      }),
    );
  });

  it('misses exactly the quotes that were dropped before a delivered one', () => {
    fc.assert(
      fc.property(fates, (passing) => {
        const { totals, lost } = run(passing, true);
        expect(totals).toMatchObject({ missing: lost, repeated: 0, outOfOrder: 0, unexplained: 0 });
      }),
    );
  });

  it('takes quotes that came late off the gap that they fill', () => {
    const ledger = begun(tuple('A', 10));
    ledger.record(epoch, tuple('A', 15));
    expect(ledger.totals.missing).toBe(4);
    ledger.record(epoch, tuple('A', 16, 3));
    expect(ledger.totals.missing).toBe(1);
    ledger.record(epoch, tuple('A', 16, 1));
    expect(ledger.totals).toMatchObject({ missing: 0, repeated: 0, unexplained: 0 });
  });

  it('tells a repeat from an older quote', () => {
    const ledger = begun(tuple('A', 10));
    ledger.record(epoch, tuple('A', 10));
    expect(ledger.totals).toMatchObject({ repeated: 1, outOfOrder: 0 });
    ledger.record(epoch, tuple('A', 9));
    expect(ledger.totals).toMatchObject({ repeated: 2, outOfOrder: 1, missing: 0 });
  });

  it('says so when more was folded than the numbers allow', () => {
    const ledger = begun(tuple('A', 10));
    ledger.record(epoch, tuple('A', 11, 2));
    expect(ledger.totals).toMatchObject({ missing: 0, unexplained: 2 });
  });

  it('starts a new account with each snapshot and keeps the sums', () => {
    const ledger = begun(tuple('A', 10), tuple('B', 5));
    ledger.record(epoch, tuple('A', 13));
    ledger.begin([{ epoch, quotes: [tuple('A', 500)] }]);
    ledger.record(epoch, tuple('A', 501));
    expect(ledger.totals).toMatchObject({ received: 2, missing: 0, unsettled: 2, repeated: 0 });
    ledger.record(epoch, tuple('A', 503));
    ledger.record(epoch, tuple('A', 504, 1));
    expect(ledger.totals).toMatchObject({ missing: 0, unsettled: 2, unexplained: 0 });
  });

  it('goes on with what was missing of an account that another ledger has kept', () => {
    const first = begun(tuple('A', 10), tuple('B', 5));
    first.record(epoch, tuple('A', 13));
    expect(first.owed).toEqual(new Map([['A', 2]]));
    const ledger = new Ledger();
    ledger.begin([{ epoch, quotes: [tuple('A', 13), tuple('B', 5)] }], first.owed);
    expect(ledger.totals).toMatchObject({ received: 0, missing: 2, unsettled: 0 });
    ledger.record(epoch, tuple('A', 14, 2));
    expect(ledger.totals).toMatchObject({ missing: 0, unexplained: 0, unsettled: 0 });
  });

  it('closes the account of a symbol that is unsubscribed, and begins another with its next baseline', () => {
    const ledger = begun(tuple('A', 10), tuple('B', 5));
    ledger.record(epoch, tuple('A', 13));
    ledger.drop(['A']);
    expect(ledger.totals).toMatchObject({ missing: 0, unsettled: 2 });
    ledger.join([{ epoch, quotes: [tuple('A', 90)] }]);
    ledger.record(epoch, tuple('A', 91));
    ledger.record(epoch, tuple('B', 7));
    expect(ledger.totals).toMatchObject({ missing: 1, unsettled: 2, repeated: 0, outOfOrder: 0, unexplained: 0 });
  });

  it('counts from the first quote of a symbol that no snapshot held', () => {
    const ledger = begun();
    ledger.record(epoch, tuple('NEW', 40));
    ledger.record(epoch, tuple('NEW', 41));
    expect(ledger.totals.missing).toBe(0);
  });

  it('follows the gateway to a newer epoch and back to an older one, also to a lower seq', () => {
    const ledger = begun(tuple('A', 10));
    ledger.record(epoch + 1, tuple('A', 11));
    ledger.record(epoch, tuple('A', 11));
    ledger.record(epoch, tuple('A', 12));
    ledger.record(epoch + 2, tuple('A', 8));
    ledger.record(epoch + 2, tuple('A', 9));
    ledger.record(epoch + 1, tuple('A', 7));
    expect(ledger.totals).toMatchObject({ received: 6, missing: 0, repeated: 0, outOfOrder: 0, unexplained: 0 });
  });

  it('takes fills that come with a correction off the gap', () => {
    const ledger = begun(tuple('A', 10));
    ledger.record(epoch, tuple('A', 15));
    ledger.record(epoch + 1, tuple('A', 14, 3));
    expect(ledger.totals).toMatchObject({ missing: 1, repeated: 0, outOfOrder: 0, unexplained: 0 });
  });

  it('sees a gap across a change of epoch', () => {
    const ledger = begun(tuple('A', 10));
    ledger.record(epoch + 1, tuple('A', 13, 1));
    expect(ledger.totals.missing).toBe(1);
    ledger.record(epoch, tuple('A', 16, 1));
    expect(ledger.totals.missing).toBe(2);
  });
});

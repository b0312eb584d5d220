import { QuoteAccount } from '@quotebridge/contracts/wire';
import type { QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeldQuotes } from './held-quotes.ts';
import { Relocation } from './relocation.ts';
import { status } from './testing.ts';

const stale = { ...status, stale: { since: 1, reason: 'feed' as const } };

function batch(seqs: Readonly<Record<string, number>>, epoch = 1): QuoteBatch {
  return { epoch, quotes: Object.entries(seqs).map(([symbol, seq]) => tuple(symbol, seq)) };
}

function tuple(symbol: string, seq: number, conflated = 0): QuoteTuple {
  return [symbol, seq, 1, 0, '1.0', 1, '1.1', 1, '1.0', conflated];
}

function holding(...batches: readonly QuoteBatch[]): HeldQuotes {
  const held = new HeldQuotes();
  for (const each of batches) held.apply(each);
  return held;
}

function relocationTo(
  snapshot: readonly QuoteBatch[],
  to: typeof status,
  held: HeldQuotes,
  wasFresh: boolean,
): Relocation {
  return new Relocation(snapshot, to, held, wasFresh, new QuoteAccount());
}

describe('a relocation to another gateway', () => {
  it('is complete at once when that one is not behind', () => {
    expect(relocationTo([batch({ A: 5, B: 7 })], status, holding(batch({ A: 5, B: 6 })), true).isComplete).toBe(true);
  });

  it('waits until the new one confirms prices that were fresh, and delivers the old one’s quotes until then', () => {
    const held = holding(batch({ A: 5 }));
    const relocation = relocationTo([batch({ A: 5 })], stale, held, true);
    expect(relocation.isComplete).toBe(false);
    expect(relocation.filterOld(batch({ A: 7 }))).toEqual(batch({ A: 7 }));
    held.apply(batch({ A: 7 }));
    relocation.applyQuotes(batch({ A: 6 }));
    relocation.applyStatus(status);
    expect([relocation.isComplete, relocation.status]).toEqual([false, status]);
    relocation.applyQuotes(batch({ A: 7 }));
    expect(relocation.isComplete).toBe(true);
  });

  it('does not wait for that when prices were stale already', () => {
    expect(relocationTo([batch({ A: 5 })], stale, holding(batch({ A: 5 })), false).isComplete).toBe(true);
  });

  it('waits for the symbols with which the new one is behind, and for no other', () => {
    const held = holding(batch({ A: 5, B: 6 }));
    const relocation = relocationTo([batch({ A: 4, B: 6 })], status, held, true);
    expect(relocation.isComplete).toBe(false);
    // The old one's quotes of B are not delivered any more: otherwise the wait might never end.
    expect(relocation.filterOld(batch({ A: 6, B: 7 }))).toEqual(batch({ A: 6 }));
    held.apply(batch({ A: 6 }));
    relocation.applyQuotes(batch({ A: 5 }));
    expect(relocation.isComplete).toBe(false);
    relocation.applyQuotes(batch({ A: 6, B: 9 }));
    expect(relocation.isComplete).toBe(true);
    expect(relocation.snapshot).toEqual([batch({ A: 6, B: 9 })]);
  });

  it('passes on how many quotes are outstanding since the new gateway’s snapshot', () => {
    const held = holding(batch({ A: 9, B: 6 }));
    const relocation = relocationTo([batch({ A: 4, B: 6 })], status, held, true);
    relocation.applyQuotes(batch({ A: 8 }));
    expect(relocation.outstanding).toEqual(new Map([['A', 3]]));
    // Two of the three arrive late and count as conflated in the next tuple.
    relocation.applyQuotes({ epoch: 1, quotes: [tuple('A', 9, 2)] });
    expect([relocation.isComplete, relocation.outstanding]).toEqual([true, new Map([['A', 1]])]);
    const account = new QuoteAccount();
    account.begin(relocation.snapshot, relocation.outstanding);
    expect(account.totals).toMatchObject({ missing: 1 });
    account.record(1, tuple('A', 10, 1));
    expect(account.totals).toMatchObject({ missing: 0, unexplained: 0, unsettled: 0 });
  });

  it('treats a greater epoch as newer, whatever the seq', () => {
    expect(relocationTo([batch({ A: 3 }, 2)], status, holding(batch({ A: 5 }, 1)), true).isComplete).toBe(true);
    expect(relocationTo([batch({ A: 5 }, 1)], status, holding(batch({ A: 3 }, 2)), true).isComplete).toBe(false);
  });

  it('does not wait for a symbol that the new one does not know', () => {
    expect(relocationTo([batch({ A: 5 })], status, holding(batch({ A: 5, GONE: 1 })), true).isComplete).toBe(true);
  });

  it('never steps back, and is complete when the new one has caught up, in whatever order the two deliver', () => {
    const symbols = ['A', 'B', 'C'];
    const step = fc.record({ from: fc.constantFrom('old', 'new'), symbol: fc.constantFrom(...symbols) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(9), (steps, lead) => {
        const seq = { old: new Map(symbols.map((s) => [s, 10 + lead])), new: new Map(symbols.map((s) => [s, 10])) };
        const held = holding(batch(Object.fromEntries(seq.old)));
        const relocation = relocationTo([batch(Object.fromEntries(seq.new))], status, held, true);
        const newest = new Map(seq.old);
        const deliver = ({ quotes }: QuoteBatch) => {
          for (const [symbol, number] of quotes) {
            expect(number).toBeGreaterThanOrEqual(newest.get(symbol) ?? 0);
            newest.set(symbol, number);
          }
        };
        const receive = (from: 'old' | 'new', symbol: string) => {
          const next = (seq[from].get(symbol) ?? 0) + 1;
          seq[from].set(symbol, next);
          if (from === 'new') return relocation.applyQuotes(batch({ [symbol]: next }));
          const filtered = relocation.filterOld(batch({ [symbol]: next }));
          deliver(filtered);
          held.apply(filtered);
        };
        for (const { from, symbol } of steps) {
          if (relocation.isComplete) break;
          receive(from, symbol);
        }
        for (const symbol of symbols)
          while (!relocation.isComplete && (seq.new.get(symbol) ?? 0) < 100) receive('new', symbol);
        expect(relocation.isComplete).toBe(true);
        for (const each of relocation.snapshot) deliver(each);
      }),
    );
  });
});

import { QuoteAccount } from '@quotebridge/contracts/wire';
import type { QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Held } from './held.ts';
import { Move } from './move.ts';
import { status } from './testing.ts';

const stale = { ...status, stale: { since: 1, reason: 'feed' as const } };

function batch(seqs: Readonly<Record<string, number>>, epoch = 1): QuoteBatch {
  return { epoch, quotes: Object.entries(seqs).map(([symbol, seq]) => tuple(symbol, seq)) };
}

function tuple(symbol: string, seq: number, conflated = 0): QuoteTuple {
  return [symbol, seq, 1, 0, '1.0', 1, '1.1', 1, '1.0', conflated];
}

function told(...batches: readonly QuoteBatch[]): Held {
  const held = new Held();
  for (const each of batches) held.take(each);
  return held;
}

describe('a move to another gateway', () => {
  it('is done at once when that one is nowhere behind', () => {
    expect(new Move([batch({ A: 5, B: 7 })], status, told(batch({ A: 5, B: 6 })), true).isDone).toBe(true);
  });

  it('waits for the new one to vouch for prices that were fresh, the old one being heard until then', () => {
    const held = told(batch({ A: 5 }));
    const move = new Move([batch({ A: 5 })], stale, held, true);
    expect(move.isDone).toBe(false);
    expect(move.stillTold(batch({ A: 7 }))).toEqual(batch({ A: 7 }));
    held.take(batch({ A: 7 }));
    move.take(batch({ A: 6 }));
    move.hear(status);
    expect([move.isDone, move.status]).toEqual([false, status]);
    move.take(batch({ A: 7 }));
    expect(move.isDone).toBe(true);
  });

  it('does not wait for that when prices were stale anyway', () => {
    expect(new Move([batch({ A: 5 })], stale, told(batch({ A: 5 })), false).isDone).toBe(true);
  });

  it('waits for the symbols with which it is behind, and for no other', () => {
    const held = told(batch({ A: 5, B: 6 }));
    const move = new Move([batch({ A: 4, B: 6 })], status, held, true);
    expect(move.isDone).toBe(false);
    // What the old one says of B is not told any more: it could go on for ever.
    expect(move.stillTold(batch({ A: 6, B: 7 }))).toEqual(batch({ A: 6 }));
    held.take(batch({ A: 6 }));
    move.take(batch({ A: 5 }));
    expect(move.isDone).toBe(false);
    move.take(batch({ A: 6, B: 9 }));
    expect(move.isDone).toBe(true);
    expect(move.snapshot).toEqual([batch({ A: 6, B: 9 })]);
  });

  it('hands on what the new gateway owes since its snapshot, until that comes', () => {
    const held = told(batch({ A: 9, B: 6 }));
    const move = new Move([batch({ A: 4, B: 6 })], status, held, true);
    move.take(batch({ A: 8 }));
    expect(move.outstanding).toEqual(new Map([['A', 3]]));
    // Two of the three came late, and count into the next.
    move.take({ epoch: 1, quotes: [tuple('A', 9, 2)] });
    expect([move.isDone, move.outstanding]).toEqual([true, new Map([['A', 1]])]);
    const account = new QuoteAccount();
    account.begin(move.snapshot, move.outstanding);
    expect(account.totals).toMatchObject({ missing: 1 });
    account.record(1, tuple('A', 10, 1));
    expect(account.totals).toMatchObject({ missing: 0, unexplained: 0, unsettled: 0 });
  });

  it('takes a greater epoch for newer, whatever the number', () => {
    expect(new Move([batch({ A: 3 }, 2)], status, told(batch({ A: 5 }, 1)), true).isDone).toBe(true);
    expect(new Move([batch({ A: 5 }, 1)], status, told(batch({ A: 3 }, 2)), true).isDone).toBe(false);
  });

  it('does not wait for a symbol that the new one knows nothing of', () => {
    expect(new Move([batch({ A: 5 })], status, told(batch({ A: 5, GONE: 1 })), true).isDone).toBe(true);
  });

  it('never steps back, and ends when the new one has caught up, in whatever order the two are heard', () => {
    const symbols = ['A', 'B', 'C'];
    const step = fc.record({ from: fc.constantFrom('old', 'new'), symbol: fc.constantFrom(...symbols) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(9), (steps, lead) => {
        const seq = { old: new Map(symbols.map((s) => [s, 10 + lead])), new: new Map(symbols.map((s) => [s, 10])) };
        const held = told(batch(Object.fromEntries(seq.old)));
        const move = new Move([batch(Object.fromEntries(seq.new))], status, held, true);
        const newest = new Map(seq.old);
        const tell = ({ quotes }: QuoteBatch) => {
          for (const [symbol, number] of quotes) {
            expect(number).toBeGreaterThanOrEqual(newest.get(symbol) ?? 0);
            newest.set(symbol, number);
          }
        };
        const hear = (from: 'old' | 'new', symbol: string) => {
          const next = (seq[from].get(symbol) ?? 0) + 1;
          seq[from].set(symbol, next);
          if (from === 'new') return move.take(batch({ [symbol]: next }));
          const still = move.stillTold(batch({ [symbol]: next }));
          tell(still);
          held.take(still);
        };
        for (const { from, symbol } of steps) {
          if (move.isDone) break;
          hear(from, symbol);
        }
        for (const symbol of symbols) while (!move.isDone && (seq.new.get(symbol) ?? 0) < 100) hear('new', symbol);
        expect(move.isDone).toBe(true);
        for (const each of move.snapshot) tell(each);
      }),
    );
  });
});

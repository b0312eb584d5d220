import type { MarkTuple, QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import { RunningHash, SYMBOL_MARK_EVERY, toMarkTuple, tupleHash } from '@quotebridge/contracts/wire';
import { expect, it } from 'vitest';
import { ReceiverLedger } from './receiver-ledger.ts';

const EPOCH = 1_700_000_000_000;
const LAST = 3 * SYMBOL_MARK_EVERY;
const CLEAN = { missing: 0, duplicates: 0, outOfOrder: 0, conflicting: 0, unsettled: 0, unexplained: 0 };
const NOTHING_OUTSTANDING: ReadonlyMap<string, number> = new Map();

function tuple(seq: number, { symbol = 'A', bid = '10.00', conflated = 0 } = {}): QuoteTuple {
  return [symbol, seq, EPOCH, 1, bid, 100, '10.01', 100, '10.00', conflated];
}

function batch(...quotes: QuoteTuple[]): QuoteBatch {
  return { epoch: EPOCH, quotes };
}

/** The quotes `first` to `last` of A. */
function run(first: number, last: number): QuoteBatch {
  return batch(...Array.from({ length: last - first + 1 }, (_, index) => tuple(first + index)));
}

/** What an auditor that saw the quotes 1 to `last` of A publishes. */
function marksUpTo(last: number): MarkTuple[] {
  const hash = new RunningHash(SYMBOL_MARK_EVERY);
  for (let seq = 1; seq <= last; seq += 1) hash.append(seq, tupleHash(EPOCH, tuple(seq)));
  return hash.marks.map(toMarkTuple);
}

function begunAt(seq: number) {
  const ledger = new ReceiverLedger();
  ledger.handlers.onSnapshot([batch(tuple(seq))], NOTHING_OUTSTANDING);
  return { ledger, ...ledger.handlers };
}

it('accounts for every quote of a client in mode `every`, and agrees with the auditor about their content', () => {
  const { ledger, onQuotes } = begunAt(10);
  onQuotes(run(11, LAST));
  expect(ledger.totals).toEqual({ ...CLEAN, received: LAST - 10, conflated: 0 });
  expect(ledger.compare('A', marksUpTo(LAST))).toEqual({ through: LAST, differences: [] });
});

it('finds one altered quote that the counts do not show', () => {
  const { ledger, onQuotes } = begunAt(10);
  onQuotes(run(11, 99));
  onQuotes(batch(tuple(100, { bid: '10.99' })));
  onQuotes(run(101, LAST));
  expect(ledger.totals).toMatchObject(CLEAN);
  expect(ledger.compare('A', marksUpTo(LAST)).differences).toEqual([{ after: 64, through: 128, surplus: 0 }]);
});

it('counts what is missing, comes twice, and comes again with different content', () => {
  const { ledger, onQuotes } = begunAt(10);
  onQuotes(run(11, 99));
  onQuotes(run(103, 110));
  onQuotes(batch(tuple(110), tuple(110, { bid: '10.99' })));
  expect(ledger.totals).toMatchObject({ missing: 3, duplicates: 2, outOfOrder: 0, conflicting: 1 });
});

it('does not report a difference once missing quotes have arrived late', () => {
  const { ledger, onQuotes } = begunAt(10);
  onQuotes(run(11, 99));
  onQuotes(run(103, LAST));
  expect(ledger.compare('A', marksUpTo(LAST)).differences).toEqual([{ after: 64, through: 128, surplus: -3 }]);
  onQuotes(run(100, 102));
  expect(ledger.totals).toMatchObject({ received: LAST - 10, outOfOrder: 3, conflicting: 0 });
  expect(ledger.compare('A', marksUpTo(LAST))).toEqual({ through: LAST, differences: [] });
});

it('accounts for a conflated client by what was conflated', () => {
  const { ledger, onQuotes } = begunAt(10);
  onQuotes(batch(tuple(15, { conflated: 4 }), tuple(20, { conflated: 4 })));
  expect(ledger.totals).toEqual({ ...CLEAN, received: 2, conflated: 8 });
});

it('takes over what was outstanding at the gateway that it switched from', () => {
  const ledger = new ReceiverLedger();
  ledger.handlers.onSnapshot([batch(tuple(10))], new Map([['A', 2]]));
  expect(ledger.totals.missing).toBe(2);
});

it('follows the subscription: added symbols begin, removed ones are forgotten', () => {
  const { ledger, onAdded, onRemoved, onQuotes } = begunAt(10);
  onAdded?.([batch(tuple(5, { symbol: 'B' }))]);
  onQuotes(batch(tuple(6, { symbol: 'B' })));
  onQuotes(run(11, 70));
  onQuotes(run(73, LAST));
  expect(ledger.totals.missing).toBe(2);
  onRemoved?.(['A']);
  expect(ledger.totals).toMatchObject({ missing: 0, unsettled: 2 });
  expect(ledger.compare('A', marksUpTo(LAST))).toEqual({ through: null, differences: [] });
});

it('refuses marks whose hash is none', () => {
  const { ledger } = begunAt(10);
  expect(() => ledger.compare('A', [[64, 64, 'no hash']])).toThrow(RangeError);
});

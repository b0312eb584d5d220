import { expect, it } from 'vitest';
import { QuoteHashes, SYMBOL_MARK_EVERY } from './quote-hashes.ts';
import { toMarkTuple, RunningHash } from './running-hash.ts';
import type { MarkTuple } from './running-hash.ts';
import { tupleHash } from './hash.ts';
import type { QuoteTuple } from './tuple.ts';

const EPOCH = 1_700_000_000_000;
const ENOUGH = 4 * SYMBOL_MARK_EVERY;

function tuple(seq: number, bid = '10.00'): QuoteTuple {
  return ['A', seq, EPOCH, 1, bid, 100, '10.01', 100, '10.00', 0];
}

/** What an auditor that saw the quotes `1` to `last` publishes. */
function marksUpTo(last: number, epochOf = (_seq: number) => EPOCH): MarkTuple[] {
  const hash = new RunningHash(SYMBOL_MARK_EVERY);
  for (let seq = 1; seq <= last; seq += 1) hash.append(seq, tupleHash(epochOf(seq), tuple(seq)));
  return hash.marks.map(toMarkTuple);
}

function record(hashes: QuoteHashes, from: number, to: number, epoch = EPOCH): void {
  for (let seq = from; seq <= to; seq += 1) hashes.record(epoch, tuple(seq));
}

it('agrees with the origin about every quote since the snapshot', () => {
  const hashes = new QuoteHashes();
  hashes.begin([{ epoch: EPOCH, quotes: [tuple(10)] }]);
  record(hashes, 11, ENOUGH);
  expect(hashes.compare('A', marksUpTo(ENOUGH))).toEqual({ through: ENOUGH, differences: [] });
});

it('finds a quote that was altered, and one that was replaced by another, where counts agree', () => {
  for (const wrong of [tuple(100, '10.99'), ['A', 100, EPOCH, 2, '10.00', 100, '10.01', 100, '10.00', 0] as const]) {
    const hashes = new QuoteHashes();
    hashes.begin([{ epoch: EPOCH, quotes: [tuple(10)] }]);
    record(hashes, 11, 99);
    hashes.record(EPOCH, wrong);
    record(hashes, 101, ENOUGH);
    const { differences } = hashes.compare('A', marksUpTo(ENOUGH));
    expect(differences).toEqual([expect.objectContaining({ after: 64, through: 128, surplus: 0 })]);
  }
});

it('counts a quote that comes again with different content, and not one that comes again or fills a gap', () => {
  const hashes = new QuoteHashes();
  hashes.begin([{ epoch: EPOCH, quotes: [tuple(10)] }]);
  record(hashes, 11, 80);
  record(hashes, 79, 80);
  record(hashes, 90, 90);
  record(hashes, 85, 85);
  expect(hashes.conflicting).toBe(0);
  hashes.record(EPOCH, tuple(80, '10.99'));
  expect(hashes.conflicting).toBe(1);
});

it('agrees with the origin again once quotes that it had missed arrive late, however long after', () => {
  const hashes = new QuoteHashes();
  record(hashes, 1, 69);
  record(hashes, 72, ENOUGH);
  expect(hashes.compare('A', marksUpTo(ENOUGH)).differences).toEqual([{ after: 64, through: 128, surplus: -2 }]);
  record(hashes, 71, 71);
  record(hashes, 70, 70);
  record(hashes, 70, 70);
  expect(hashes.compare('A', marksUpTo(ENOUGH))).toEqual({ through: ENOUGH, differences: [] });
  expect(hashes.conflicting).toBe(0);
});

it('compares a late quote by its content, and remembers a bounded number of gaps', () => {
  const altered = new QuoteHashes();
  record(altered, 1, 69);
  record(altered, 71, ENOUGH);
  altered.record(EPOCH, tuple(70, '10.99'));
  expect(altered.compare('A', marksUpTo(ENOUGH)).differences).toEqual([{ after: 64, through: 128, surplus: 0 }]);
  const sparse = new QuoteHashes();
  for (let seq = 1; seq <= 2 * ENOUGH; seq += 2) record(sparse, seq, seq);
  for (let seq = 2; seq <= 2 * ENOUGH; seq += 2) record(sparse, seq, seq);
  const { differences } = sparse.compare('A', marksUpTo(2 * ENOUGH));
  expect(differences.reduce((sum, { surplus }) => sum + surplus, 0)).toBeLessThan(0);
  expect(differences.at(-1)?.through).toBeLessThanOrEqual(2 * ENOUGH - 2 * 64);
});

it('begins anew where a gateway goes back to what another epoch published, and compares what follows', () => {
  const hashes = new QuoteHashes();
  record(hashes, 1, 70);
  record(hashes, 68, ENOUGH, EPOCH + 1);
  expect(hashes.conflicting).toBe(0);
  const marks = marksUpTo(ENOUGH, (seq) => (seq < 68 ? EPOCH : EPOCH + 1));
  expect(hashes.compare('A', marks)).toEqual({ through: ENOUGH, differences: [] });
});

it('goes on after a new snapshot that continues, begins with one that does not, and forgets what is unsubscribed', () => {
  const hashes = new QuoteHashes();
  record(hashes, 1, 100);
  hashes.begin([{ epoch: EPOCH, quotes: [tuple(100)] }]);
  record(hashes, 101, ENOUGH);
  expect(hashes.compare('A', marksUpTo(ENOUGH)).through).toBe(ENOUGH);
  hashes.begin([{ epoch: EPOCH, quotes: [tuple(ENOUGH + 5)] }]);
  expect(hashes.compare('A', marksUpTo(2 * ENOUGH))).toEqual({ through: null, differences: [] });
  hashes.drop(['A']);
  hashes.join([{ epoch: EPOCH, quotes: [tuple(ENOUGH)] }]);
  record(hashes, ENOUGH + 1, 2 * ENOUGH);
  expect(hashes.compare('A', marksUpTo(2 * ENOUGH))).toEqual({ through: 2 * ENOUGH, differences: [] });
});

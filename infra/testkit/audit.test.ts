import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { SequenceAudit } from './audit.ts';

function auditOf(seqs: readonly number[]) {
  const audit = new SequenceAudit();
  for (const seq of seqs) audit.record('AAPL', seq);
  return audit.result;
}

const runFrom = fc.tuple(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 2, max: 50 }));

it('finds nothing wrong with a run that grows by 1, wherever it starts', () => {
  fc.assert(
    fc.property(runFrom, ([from, length]) => {
      const result = auditOf(Array.from({ length }, (_, index) => from + index));
      expect(result).toEqual({ quotes: length, symbols: 1, lost: 0, duplicates: 0, outOfOrder: 0 });
    }),
  );
});

it('counts exactly the quotes that were removed, except at either end', () => {
  fc.assert(
    fc.property(runFrom, fc.infiniteStream(fc.boolean()), ([from, length], drops) => {
      const seqs = Array.from({ length }, (_, index) => from + index);
      const kept = seqs.filter((seq) => seq === from || seq === from + length - 1 || !drops.next().value);
      expect(auditOf(kept).lost).toBe(length - kept.length);
    }),
  );
});

it('counts a quote that comes again as a duplicate, and one that comes late as out of order, not lost', () => {
  expect(auditOf([5, 6, 6, 7])).toMatchObject({ lost: 0, duplicates: 1, outOfOrder: 0 });
  expect(auditOf([5, 7, 6, 8])).toMatchObject({ lost: 0, duplicates: 0, outOfOrder: 1 });
  expect(auditOf([5, 7, 5, 9])).toMatchObject({ lost: 2, duplicates: 1, outOfOrder: 0 });
});

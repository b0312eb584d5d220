import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareMarks,
  fromMarkTuple,
  messageHash,
  quoteHash,
  RunningHash,
  toMarkTuple,
  toTuple,
  tupleHash,
} from './index.ts';
import type { Mark, Quote } from './index.ts';

const EVERY = 4;

/** Appends items with the numbers given, each with the content that `contentOf` gives it. */
function hashed(positions: Iterable<number>, start = 0, contentOf = (position: number) => `content ${position}`) {
  const running = new RunningHash(EVERY, start);
  for (const position of positions) running.append(position, messageHash(position, 's', contentOf(position)));
  return running;
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

describe('a running hash', () => {
  it('agrees between observers that began at different places, on everything that both saw', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 40, max: 400 }),
        (a, b, length) => {
          const last = Math.max(a, b) + length;
          const [one, other] = [a, b].map((start) => hashed(numbers(start + 1, last), start));
          const { through, differences } = compareMarks(one!.marks, other!.marks);
          expect(differences).toEqual([]);
          expect(through).toBe(last - (last % EVERY));
        },
      ),
    );
  });

  it('finds one item that is another, or that is not there, between the marks around it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.boolean(), (at, isMissing) => {
        const last = 304;
        const whole = hashed(numbers(1, last));
        const positions = numbers(1, last).filter((position) => !isMissing || position !== at);
        const other = hashed(positions, 0, (position) => (position === at ? 'other' : `content ${position}`));
        const { differences } = compareMarks(whole.marks, other.marks);
        expect(differences).toHaveLength(1);
        const [found] = differences;
        expect(found!.after).toBeLessThan(at);
        expect(found!.through).toBeGreaterThanOrEqual(at);
        expect(found!.surplus).toBe(isMissing ? 1 : 0);
      }),
    );
  });

  it('finds two items that changed places', () => {
    const swapped = hashed(
      numbers(1, 16),
      0,
      (position) => `content ${position === 6 ? 7 : position === 7 ? 6 : position}`,
    );
    expect(compareMarks(hashed(numbers(1, 16)).marks, swapped.marks).differences).toEqual([
      { after: 4, through: 8, surplus: 0 },
    ]);
  });

  it('is the same when it is saved and resumed anywhere', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 6 }), (cuts) => {
        const whole = hashed(numbers(1, 200));
        let running = new RunningHash(EVERY);
        for (const position of numbers(1, 200)) {
          if (cuts.includes(position)) {
            const [mark, marks] = JSON.parse(
              JSON.stringify([toMarkTuple(running.mark), running.marks.map(toMarkTuple)]),
            );
            running = new RunningHash(EVERY, { mark: fromMarkTuple(mark), marks: marks.map(fromMarkTuple) });
          }
          running.append(position, messageHash(position, 's', `content ${position}`));
        }
        expect(running.mark).toEqual(whole.mark);
        expect(running.marks).toEqual(whole.marks);
      }),
    );
  });

  it('keeps few marks however long it runs, and shares some with an observer that is behind', () => {
    const marksAt = (last: number): readonly Mark[] => hashed(numbers(1, last)).marks;
    const far = marksAt(100_000);
    expect(far.length).toBeLessThan(120);
    for (const behind of [99_990, 90_000, 60_000]) {
      const { through, differences } = compareMarks(far, marksAt(behind));
      expect(differences).toEqual([]);
      expect(through).toBeGreaterThan(behind / 2);
    }
  });

  it('takes an item that had been skipped into its later marks', () => {
    const late = hashed(numbers(1, 20).filter((position) => position !== 2));
    late.insert(2, messageHash(2, 's', 'content 2'));
    expect(late.mark).toEqual(hashed(numbers(1, 20)).mark);
    expect(late.marks).toEqual(hashed(numbers(1, 20)).marks);
  });
});

describe('the hash of a quote', () => {
  const text = fc.stringMatching(/^[A-Z]{1,8}$/);
  const price = fc.stringMatching(/^\d{1,4}\.\d{1,4}$/);
  const time = fc.integer({ min: 0, max: 2 ** 45 });
  const quotes: fc.Arbitrary<Quote> = fc.record({
    symbol: text,
    seq: fc.integer({ min: 1, max: 2 ** 40 }),
    epoch: time,
    time,
    published: time,
    bid: price,
    bidSize: fc.double({ min: 0, max: 1e6, noNaN: true }),
    ask: price,
    askSize: fc.double({ min: 0, max: 1e6, noNaN: true }),
    last: price,
  });

  it('is the same from the quote and from the tuple that a client receives', () => {
    fc.assert(
      fc.property(quotes, fc.nat(), (quote, conflated) => {
        const received = JSON.parse(JSON.stringify(toTuple(quote, conflated)));
        expect(tupleHash(quote.epoch, received)).toEqual(quoteHash(quote));
      }),
    );
  });

  it('is another one when any field is another', () => {
    fc.assert(
      fc.property(quotes, quotes, (a, b) => {
        for (const field of Object.keys(a) as (keyof Quote)[]) {
          if (Object.is(a[field], b[field]) || a[field] === b[field]) continue;
          expect(quoteHash({ ...a, [field]: b[field] })).not.toEqual(quoteHash(a));
        }
      }),
    );
  });

  it('spreads over all bits', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 50_000; i += 1) {
      const { high, low } = messageHash(i, 's', '');
      seen.add(`${high}:`).add(`:${low}`);
    }
    // 50,000 of 2^32 meet by chance less than once.
    expect(seen.size).toBeGreaterThan(99_990);
  });
});

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Ranges } from './ranges.ts';

type Step = { readonly do: 'append' | 'take' | 'dropBelow' | 'dropFrom'; readonly at: number; readonly length: number };

const steps = fc.array(
  fc.record<Step>({
    do: fc.constantFrom('append', 'take', 'dropBelow', 'dropFrom'),
    at: fc.integer({ min: 0, max: 120 }),
    length: fc.integer({ min: 0, max: 6 }),
  }),
  { maxLength: 60 },
);

it('has the same members as a set of numbers', () => {
  fc.assert(
    fc.property(steps, (todo) => {
      const ranges = new Ranges();
      const set = new Set<number>();
      for (const { do: what, at, length } of todo) {
        const top = Math.max(-1, ...set);
        if (what === 'append') {
          const from = top + 1 + at;
          ranges.append(from, from + length - 1);
          for (let n = from; n < from + length; n += 1) set.add(n);
        } else if (what === 'take') {
          expect(ranges.take(at)).toBe(set.delete(at));
        } else if (what === 'dropBelow') {
          const below = [...set].filter((n) => n < at);
          expect(ranges.dropBelow(at)).toBe(below.length);
          for (const n of below) set.delete(n);
        } else {
          ranges.dropFrom(at);
          for (const n of [...set].filter((held) => held >= at)) set.delete(n);
        }
        expect(ranges.size).toBe(set.size);
      }
      for (const n of set) expect(ranges.take(n)).toBe(true);
      expect(ranges.size).toBe(0);
    }),
  );
});

import { expect, it } from 'vitest';
import { parseStat, readMachine } from './machine-usage.ts';

it('separates what was used from what the host gave to others, and counts neither idle nor waiting', () => {
  const text = 'cpu  1000 20 300 9999 8888 4 5 600 77 7\ncpu0 1 2 3 4 5 6 7 8 9 10\n';
  expect(parseStat(text)).toEqual({ used: 13.29, stolen: 6 });
});

it('reads a kernel that does not report stolen time', () => {
  expect(parseStat('cpu 100 0 0 5\n')).toEqual({ used: 1, stolen: 0 });
});

it('grows while this process works', async () => {
  const before = await readMachine();
  const end = performance.now() + 100;
  while (performance.now() < end);
  expect((await readMachine()).used).toBeGreaterThan(before.used);
});

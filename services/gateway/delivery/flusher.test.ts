import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createFlusher } from './flusher.ts';

const TOTALS = { encoded: 0, packed: 0, packets: 0, tuples: 0, conflated: 0, skipped: 0 };

/** A part that is behind for a number of retries. */
function part(retries: number) {
  let left = retries;
  return {
    get hasBehind() {
      return left > 0;
    },
    flush: () => TOTALS,
    retry: () => {
      left -= 1;
      return TOTALS;
    },
  };
}

it('reports each flush once, and what each part sent in it and in the retries after it', async () => {
  const parts = [part(3), part(0)];
  let sent = 0;
  let flushed = 0;
  using flusher = createFlusher({
    parts,
    limits: { minMs: 0, maxMs: 50 },
    onSent: () => (sent += 1),
    onFlush: () => (flushed += 1),
  });
  flusher.changed();
  while (parts.some(({ hasBehind }) => hasBehind)) await delay(5);
  expect(flushed).toBe(1);
  expect(sent).toBe(2 + 3 * 2);
});

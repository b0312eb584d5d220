import type { Watcher } from '@quotebridge/testkit';
import { expect, vi } from 'vitest';

/** What an audit finds when nothing went wrong. */
export const WHOLE = { lost: 0, duplicates: 0, outOfOrder: 0 };

/** Every symbol has moved on, prices are fresh, and what was missed meanwhile is filled in. */
export async function expectLive(watcher: Watcher, before: ReadonlyMap<string, number>): Promise<void> {
  await vi.waitFor(
    () => {
      expect(watcher.status).toMatchObject({ stale: null, complete: true });
      expect(watcher.missing).toBe(0);
      for (const [symbol, seq] of before) expect(watcher.seqs.get(symbol)).toBeGreaterThan(seq + 5);
    },
    { timeout: 30_000, interval: 50 },
  );
}

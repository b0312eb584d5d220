import { percentile } from './percentile.ts';

/** What the board is held to on a machine that does nothing else. */
const AIMS = { frameMs: 34, firstQuoteMs: 1_000 } as const;

interface Measured {
  readonly rows: readonly { readonly name: string; readonly frames: readonly number[] }[];
  readonly first: readonly number[];
}

/** What was missed, in a sentence each. */
export function missedAims({ rows, first }: Measured): readonly string[] {
  const slow = rows.flatMap(({ name, frames }) => {
    const p95 = percentile(frames, 0.95);
    return p95 <= AIMS.frameMs ? [] : [`${name}: p95 of a frame is ${p95.toFixed(1)} ms, the aim ${AIMS.frameMs} ms`];
  });
  const latest = Math.max(...first);
  if (latest <= AIMS.firstQuoteMs) return slow;
  return [...slow, `the first quote came after ${latest.toFixed(0)} ms, the aim is ${AIMS.firstQuoteMs} ms`];
}

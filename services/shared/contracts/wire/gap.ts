/**
 * How many quotes of a symbol are missing after a tuple, beyond those missing before it.
 *
 * `conflated` quotes were received and replaced, so `seq − previous = conflated + 1` leaves nothing missing. Positive: a gap.
 * Negative: late quotes filled an earlier gap (they are counted in the next tuple's `conflated`, or in a repeated tuple of the
 * same `seq`). A client adds these up per symbol: 0 means that every quote is accounted for.
 *
 * A lower `seq` than before is a correction: the stream overruled provisional quotes, and the numbers above it follow again.
 */
export function missingAfter(previousSeq: number, seq: number, conflated: number): number {
  const step = seq - previousSeq;
  return step <= 0 ? 0 - conflated : step - 1 - conflated;
}

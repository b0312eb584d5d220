import { labelOf } from './upstreams.ts';
import type { Upstream } from './upstreams.ts';

/** How long an upstream may take to say that it is ready, in milliseconds. */
const ANSWER_WITHIN_MS = 1_000;

/** Asks every upstream whether it is ready. Answers `null` when all are, else which are not and why. */
export async function whyNotReady(
  upstreams: readonly Upstream[],
  answerWithinMs = ANSWER_WITHIN_MS,
): Promise<string | null> {
  const reasons = await Promise.all(upstreams.map((upstream) => whyOneIsNot(upstream, answerWithinMs)));
  const given = reasons.filter((reason) => reason !== null);
  return given.length === 0 ? null : given.join('; ');
}

async function whyOneIsNot(upstream: Upstream, answerWithinMs: number): Promise<string | null> {
  const label = labelOf(upstream);
  try {
    const response = await fetch(new URL('/readyz', upstream.url), { signal: AbortSignal.timeout(answerWithinMs) });
    const body = await response.text();
    return response.ok ? null : `${label}: ${body.trim()}`;
  } catch (error) {
    return `${label}: ${error instanceof Error && error.name === 'TimeoutError' ? 'does not answer' : 'is down'}`;
  }
}

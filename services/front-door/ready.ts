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

async function whyOneIsNot({ name, url }: Upstream, answerWithinMs: number): Promise<string | null> {
  try {
    const response = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(answerWithinMs) });
    const body = await response.text();
    return response.ok ? null : `${name}: ${body.trim()}`;
  } catch (error) {
    return `${name}: ${error instanceof Error && error.name === 'TimeoutError' ? 'does not answer' : 'is down'}`;
  }
}

const ANSWERS_WITHIN_MS = 2_000;

/** How many of these addresses answer `/readyz` with 200. */
export async function countReady(urls: readonly string[]): Promise<number> {
  const ready = await Promise.all(urls.map(isReady));
  return ready.filter(Boolean).length;
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    // It does not answer: that is what was asked.
    return false;
  }
}

import { setTimeout as delay } from 'node:timers/promises';

const ENDED = /^feed_source_ended(?:\{[^}]*\})? (\d)$/m;

/** Calls `onEnd` each time the feed at `url` has published everything that its source has: again after each restart of the feed. */
export async function watchSourceEnd(
  url: string,
  onEnd: () => void,
  { signal, everyMs = 1_000 }: { readonly signal: AbortSignal; readonly everyMs?: number },
): Promise<void> {
  let ended = false;
  while (!signal.aborted) {
    const before = ended;
    ended = await hasEnded(url, signal);
    if (ended && !before) onEnd();
    await delay(everyMs, undefined, { signal }).catch(() => {});
  }
}

/** False as well while the feed does not answer: it is being restarted. */
async function hasEnded(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.any([signal, AbortSignal.timeout(1_000)]) });
    return ENDED.exec(await response.text())?.[1] === '1';
  } catch {
    return false;
  }
}

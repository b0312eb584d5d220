import { firstLivePrice } from '../local/first-price.ts';
import { commandFor, type Demo } from './demo.ts';

/** Longer than brokers take to elect a leader, and a mirror to catch up. */
const WITHIN_MS = 120_000;

/** All of it runs, and no price comes. */
export class NoPriceError extends Error {
  override readonly name = 'NoPriceError';
}

/** Resolves with the first live price. Throws `NoPriceError` when none comes: a link that was cut stays cut until it is restored by hand. */
export async function firstPrice(
  demo: Demo,
  url: string,
  signal: AbortSignal,
  withinMs: number = WITHIN_MS,
): Promise<void> {
  const late = AbortSignal.timeout(withinMs);
  try {
    await firstLivePrice(url, Date.now(), AbortSignal.any([signal, late]));
  } catch (cause) {
    if (signal.aborted || !late.aborted) throw cause;
    const [doctor, restore] = [commandFor(demo, 'doctor'), commandFor(demo, 'restore')];
    throw new NoPriceError(
      `No live price came to ${url} within ${withinMs / 1_000} s. ${doctor} shows what is wrong; if the link is cut, ${restore} restores it.`,
      { cause },
    );
  }
}

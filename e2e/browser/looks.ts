import type { Sighting } from './board-observer.ts';

const FRESH_TONES = ['live', 'conflating', 'filling'];

/** All prices look fresh. */
export function isLive({ tone, fresh, stale }: Sighting): boolean {
  return FRESH_TONES.includes(String(tone)) && fresh > 0 && stale === 0;
}

/** All prices look fresh, and no quote is still to be filled in. */
export function isWhole(sighting: Sighting): boolean {
  return isLive(sighting) && sighting.tone !== 'filling' && sighting.says.includes('up to date');
}

/** All prices look stale, and the board says since when. */
export function isStale({ tone, fresh, stale, says }: Sighting): boolean {
  return tone === 'stale' && fresh === 0 && stale > 0 && /stale since \d\d:\d\d:\d\d/i.test(says);
}

/** All prices look stale, and the board says since when and why. */
export function isStaleFor(reason: RegExp): (sighting: Sighting) => boolean {
  return (sighting) => isStale(sighting) && reason.test(sighting.says);
}

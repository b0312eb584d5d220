/** What the board showed from this moment until the next sighting. */
export interface Sighting {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** The banner's tone, and its text. */
  readonly tone: string | undefined;
  readonly says: string;
  /** How many rows looked fresh, and how many stale. */
  readonly fresh: number;
  readonly stale: number;
}

/** What is used here of a browser; the services are checked without its types. */
declare const document: {
  querySelector(selector: string): Shown | null;
  querySelectorAll(selector: string): Iterable<Shown>;
};
declare function requestAnimationFrame(look: () => void): void;
interface Shown {
  readonly dataset: Readonly<Record<string, string | undefined>>;
  readonly innerText: string;
}

/** Runs in the page before its own code: inspects every frame and records changes in `sightings`. */
export function observeBoard(): void {
  const sightings: Sighting[] = [];
  Object.assign(globalThis, { sightings });
  const look = () => {
    requestAnimationFrame(look);
    const banner = document.querySelector('[data-testid="banner"]');
    if (banner === null) return;
    const rows = [...document.querySelectorAll('[data-testid="row"][data-seq]')];
    const stale = rows.filter((row) => row.dataset['stale'] === 'true').length;
    const fresh = rows.length - stale;
    const { tone } = banner.dataset;
    const says = banner.innerText.replaceAll(/\s+/g, ' ');
    const last = sightings.at(-1);
    if (last?.tone === tone && last?.says === says && last?.fresh === fresh && last?.stale === stale) return;
    sightings.push({ at: Date.now(), tone, says, fresh, stale });
  };
  look();
}

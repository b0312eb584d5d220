import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { otherPlacementsOf, placementsOf, TOPOLOGY } from '../../topology/topology.ts';

/** Longer than the services take to look, in milliseconds. */
const SEEN_AFTER_MS = 200;
const PRELOAD = new URL('./preload-clock.ts', import.meta.url).href;

/** The clocks of a site's services, which can be set while they run. */
export interface OffClock extends AsyncDisposable {
  /** By service. */
  readonly env: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Resolves when the services have it. */
  set(aheadMs: number): Promise<void>;
}

export async function offClock(site: string): Promise<OffClock> {
  const directory = await mkdtemp(join(tmpdir(), 'quotebridge-clock-'));
  const file = join(directory, 'ahead');
  const set = async (aheadMs: number) => {
    await writeFile(`${file}.new`, String(aheadMs));
    await rename(`${file}.new`, file);
    await delay(SEEN_AFTER_MS);
  };
  await set(0);
  const names = [...placementsOf(TOPOLOGY), ...otherPlacementsOf(TOPOLOGY)]
    .filter((placement) => placement.site === site)
    .map(({ name }) => name);
  const env = { NODE_OPTIONS: `--import ${PRELOAD}`, CLOCK_AHEAD_FILE: file };
  return {
    env: Object.fromEntries(names.map((name) => [name, env])),
    set,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

import { resolve } from 'node:path';

/** The data directory when none is given. */
export function defaultData(root: string): string {
  return resolve(root, '.data');
}

/** The data directory of a demo. A path that was given counts from where the command was typed. */
export function dataPath(given: string | null, places: { readonly root: string; readonly cwd: string }): string {
  return given === null ? defaultData(places.root) : resolve(places.cwd, given);
}

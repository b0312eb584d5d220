import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_APPS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export class NoChromiumError extends Error {
  override readonly name = 'NoChromiumError';
}

/** The path of a Chromium: CHROMIUM, the PATH, or where macOS keeps it. Throws `NoChromiumError`. */
export async function findChromium(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Promise<string> {
  const named = env['CHROMIUM'];
  if (named) {
    if (await isExecutable(named)) return named;
    throw new NoChromiumError(`CHROMIUM is ${named}, which is no program that can be run.`);
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const path of [...onPath, ...(platform === 'darwin' ? MAC_APPS : [])]) {
    if (await isExecutable(path)) return path;
  }
  throw new NoChromiumError('No Chromium was found; install one, or set CHROMIUM to the path of one.');
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

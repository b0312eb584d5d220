import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { lines } from './run.ts';

/** Commands of a test's own, before all others on the PATH, which note how they are called. */
export interface FakeCommands extends AsyncDisposable {
  readonly folder: string;
  /** Every call so far, as a command line. */
  called(): Promise<readonly string[]>;
}

/** Each command is a shell script. */
export async function fakeCommands(scripts: Readonly<Record<string, string>>): Promise<FakeCommands> {
  const folder = await mkdtemp(join(tmpdir(), 'commands-'));
  const log = join(folder, 'log');
  await writeFile(log, '');
  for (const [name, script] of Object.entries(scripts)) {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\nhere='${folder}'\necho "${name} $*" >> '${log}'\n${script}\n`);
    await chmod(path, 0o755);
  }
  const before = process.env['PATH'];
  process.env['PATH'] = [folder, before].join(delimiter);
  return {
    folder,
    called: async () => lines(await readFile(log, 'utf8')),
    async [Symbol.asyncDispose]() {
      process.env['PATH'] = before;
      await rm(folder, { recursive: true });
    },
  };
}

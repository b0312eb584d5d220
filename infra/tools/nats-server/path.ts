import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { checkVersion } from './version.ts';
import { executable, SourceError, type SourceContext } from './source.ts';

export async function fromPath({ env, platform }: SourceContext): Promise<string> {
  const name = executable('nats-server', platform);
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, name);
    if (await isExecutable(path)) {
      await checkVersion(path);
      return path;
    }
  }
  throw new SourceError(`has no ${name}`);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

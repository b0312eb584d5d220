import { checkVersion } from './version.ts';
import { SourceError, type SourceContext } from './source.ts';

export async function fromEnvironment({ env }: SourceContext): Promise<string> {
  const path = env['NATS_SERVER'];
  if (!path) throw new SourceError('not set');
  await checkVersion(path);
  return path;
}

import { checkVersion } from './version.ts';
import { Refusal, type Ways } from './ways.ts';

export async function fromEnvironment({ env }: Ways): Promise<string> {
  const path = env['NATS_SERVER'];
  if (!path) throw new Refusal('not set');
  await checkVersion(path);
  return path;
}

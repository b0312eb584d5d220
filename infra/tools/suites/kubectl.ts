import { execa } from 'execa';

/** The oldest that builds the manifests, and that asks for what they use. */
const OLDEST_MINOR = 30;

export class NoKubectlError extends Error {
  override readonly name = 'NoKubectlError';
}

/** Throws `NoKubectlError` with what is missing. There is nothing to hand on: it is taken from the PATH. */
export async function findKubectl(kubectl = 'kubectl'): Promise<Record<string, string>> {
  const { failed, stdout } = await execa(kubectl, ['version', '--client', '--output', 'json'], { reject: false });
  const hint = `It needs kubectl 1.${OLDEST_MINOR} or newer on the PATH; see https://kubernetes.io/docs/tasks/tools.`;
  if (failed) throw new NoKubectlError(hint);
  const { clientVersion } = JSON.parse(stdout) as { clientVersion: { gitVersion: string } };
  const minor = Number(/^v1\.(\d+)/.exec(clientVersion.gitVersion)?.[1]);
  if (!(minor >= OLDEST_MINOR)) throw new NoKubectlError(`${hint} This is ${clientVersion.gitVersion}.`);
  return {};
}

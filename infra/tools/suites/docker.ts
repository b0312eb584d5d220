import { execa } from 'execa';

export class NoDockerError extends Error {
  override readonly name = 'NoDockerError';
}

/** Whether containers can run here: an engine that answers, and the plugins that build and compose. */
const NEEDED = [
  { args: ['version', '--format', '{{.Server.Version}}'], what: 'a Docker engine that runs' },
  { args: ['compose', 'version'], what: "Docker's Compose plugin" },
  { args: ['buildx', 'version'], what: "Docker's buildx plugin" },
];

/** Throws `NoDockerError` with what is missing. There is nothing to hand on: tests find the engine as the command does. */
export async function findDocker(docker = 'docker'): Promise<Record<string, string>> {
  for (const { args, what } of NEEDED) {
    const { failed, stderr } = await execa(docker, args, { reject: false });
    const [why = ''] = (stderr ?? '').split('\n');
    if (failed)
      throw new NoDockerError(`It needs ${what}${why && ` (${why})`}; see https://docs.docker.com/engine/install.`);
  }
  return {};
}

import { execa } from 'execa';

/** The network between the sites of a compose project, and the brokers that dial over it, whether they run or not. */
export interface Wan {
  readonly network: string;
  readonly diallers: readonly string[];
}

export class NoWanError extends Error {
  override readonly name = 'NoWanError';
}

/** Finds them for a project; by default that of the `docker-compose.yml` in `folder`. Throws `NoWanError` when it is not up. */
export async function findWan(folder: string, named?: string): Promise<Wan> {
  const name = named ?? (await projectIn(folder));
  const project = ['--filter', `label=com.docker.compose.project=${name}`];
  const wan = ['--filter', 'label=com.docker.compose.network=wan'];
  const [network] = lines(await docker(['network', 'ls', '--format', '{{.Name}}', ...project, ...wan], folder));
  // Stopped ones too: a broker that is started during a cut must not rejoin the WAN.
  const diallers = lines(
    await docker(['ps', '--all', '--quiet', ...project, '--filter', 'label=quotebridge.wan=dials'], folder),
  );
  if (network === undefined || diallers.length === 0) {
    throw new NoWanError(`The compose project "${name}" is not up; start it with: docker compose up -d --wait`);
  }
  return { network, diallers };
}

async function projectIn(folder: string): Promise<string> {
  const config = await docker(['compose', 'config', '--format', 'json'], folder);
  return (JSON.parse(config) as { name: string }).name;
}

/** Disconnects the brokers that dial. No container resolves their names on the WAN, so that they lose no alias there. */
export async function cut(wan: Wan): Promise<void> {
  const plugged = await pluggedIn(wan);
  await Promise.all(plugged.map((id) => docker(['network', 'disconnect', wan.network, id])));
}

export async function restore(wan: Wan): Promise<void> {
  const plugged = await pluggedIn(wan);
  const unplugged = wan.diallers.filter((id) => !plugged.includes(id));
  await Promise.all(unplugged.map((id) => docker(['network', 'connect', wan.network, id])));
}

async function pluggedIn({ network, diallers }: Wan): Promise<string[]> {
  const attached = lines(await docker(['ps', '--all', '--quiet', '--filter', `network=${network}`]));
  return diallers.filter((id) => attached.includes(id));
}

async function docker(args: readonly string[], cwd?: string): Promise<string> {
  const { stdout } = await execa('docker', args, cwd === undefined ? {} : { cwd });
  return stdout;
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}

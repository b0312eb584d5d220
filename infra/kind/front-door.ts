import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credentials } from '../local/credentials.ts';
import { bucketSite, placementsOf, TOPOLOGY } from '../topology/topology.ts';
import { controlPlaneOf, frontDoorOf, NODE_PORTS, SITES, type Demo, type Site } from './demo.ts';
import { imageOf, type Tags } from './images.ts';
import { kubectlFor } from './kubectl.ts';
import { lines, run, type RunOptions } from './run.ts';

const SPEC = 'quotebridge.front-door';
/** kind's own network, on which every node has its name. */
const NETWORK = 'kind';

const PUBLISHED = [
  { service: 'api', variable: 'API_URL' },
  { service: 'gateway', variable: 'GATEWAY_URL' },
] as const;

const WEIGHTS_SITE = bucketSite(TOPOLOGY, 'FRONT_DOOR');
const USER = 'front-door';
/** Where the container finds its password. */
const PASSWORD = '/run/credentials/front-door';

export interface FrontDoorOptions extends RunOptions {
  readonly tags: Tags;
  readonly port: number;
  readonly credentials: Credentials;
}

export class NotPublishedError extends Error {
  override readonly name = 'NotPublishedError';
}

/** Starts the front door outside of both clusters, or leaves it alone when it is right already. Answers with its address. */
export async function ensureFrontDoor(
  demo: Demo,
  { tags, port, credentials, ...options }: FrontDoorOptions,
): Promise<string> {
  const image = imageOf('front-door', tags);
  const upstreams = await upstreamsOf(demo);
  const args = [
    '--network',
    NETWORK,
    '--publish',
    `127.0.0.1:${port}:8080`,
    '--restart=unless-stopped',
    '--init',
    '--read-only',
    '--cap-drop=ALL',
    '--security-opt=no-new-privileges:true',
    '--memory=256m',
    '--pids-limit=256',
    '--volume',
    `${await writePassword(demo, credentials)}:${PASSWORD}:ro`,
    ...Object.entries(upstreams).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    image,
  ];
  const spec = createHash('sha256').update(args.join(' ')).digest('hex');
  if ((await runningSpec(demo)) !== spec) {
    await removeFrontDoor(demo);
    await run(
      'docker',
      ['run', '--detach', '--name', frontDoorOf(demo), '--label', `${SPEC}=${spec}`, ...args],
      options,
    );
  }
  return `http://localhost:${port}`;
}

/** A file that the container, which runs as another user than its owner, can read; the folder keeps other users of this machine out. */
async function writePassword(demo: Demo, credentials: Credentials): Promise<string> {
  const folder = join(demo.data, 'front-door');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'password');
  await writeFile(file, `${credentials.passwordOf(WEIGHTS_SITE, USER)}\n`, { mode: 0o644 });
  return file;
}

/** Where it is, or `null` when it does not run. */
export async function findFrontDoor(demo: Demo): Promise<string | null> {
  const format = '{{(index (index .NetworkSettings.Ports "8080/tcp") 0).HostPort}}';
  const name = `name=^${frontDoorOf(demo)}$`;
  const [id] = lines(await run('docker', ['ps', '--quiet', '--filter', name]));
  if (id === undefined) return null;
  return `http://localhost:${(await run('docker', ['inspect', '--format', format, id])).trim()}`;
}

export async function removeFrontDoor(demo: Demo): Promise<void> {
  const ids = lines(await run('docker', ['ps', '--all', '--quiet', '--filter', `name=^${frontDoorOf(demo)}$`]));
  if (ids.length > 0) await run('docker', ['rm', '--force', ...ids]);
}

async function runningSpec(demo: Demo): Promise<string | undefined> {
  const format = `{{.Label "${SPEC}"}}`;
  const found = await run('docker', ['ps', '--filter', `name=^${frontDoorOf(demo)}$`, '--format', format]);
  return lines(found)[0];
}

/** The front door's settings: the sites that publish a public service, the cloud first, their addresses, and the brokers with its weights. */
async function upstreamsOf(demo: Demo): Promise<Readonly<Record<string, string>>> {
  const found = await Promise.all(
    SITES.toReversed().map(async (site) => {
      const names = lines(await kubectlFor(demo, site)(['get', 'services', '--output', 'name']));
      const published = PUBLISHED.filter(({ service }) => names.includes(`service/${service}`));
      return { site, published };
    }),
  );
  for (const { service } of PUBLISHED) {
    if (!found.some(({ published }) => published.some((each) => each.service === service))) missing(service);
  }
  const sites = found.filter(({ published }) => published.length > 0);
  return Object.fromEntries([
    ['SITES', sites.map(({ site }) => site).join(',')],
    ['NATS_URL', `nats://${controlPlaneOf(demo, WEIGHTS_SITE)}:${NODE_PORTS.weights}`],
    ['NATS_USER', USER],
    ['NATS_PASSWORD_FILE', PASSWORD],
    ['NATS_API_PREFIX', 'site.API'],
    // Until the bucket has weights.
    ...sites.map(({ site }) => [`WEIGHT_${site.toUpperCase()}`, runsAtHome(site) ? '100' : '0']),
    ...sites.flatMap(({ site, published }) =>
      published.map(({ service, variable }) => [`${variable}_${site.toUpperCase()}`, addressOf(demo, site, service)]),
    ),
  ]);
}

/** Whether public services run at a site when nothing was moved. */
function runsAtHome(at: Site): boolean {
  return placementsOf(TOPOLOGY).some(({ service, site }) => site === at && service.movesTo.length > 0);
}

function addressOf(demo: Demo, site: Site, service: 'api' | 'gateway'): string {
  return `http://${controlPlaneOf(demo, site)}:${NODE_PORTS[service]}`;
}

function missing(service: string): never {
  throw new NotPublishedError(
    `neither site has the service ${service}; put its line into a folder of infra/k8s/clusters`,
  );
}

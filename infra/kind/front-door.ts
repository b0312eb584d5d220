import { createHash } from 'node:crypto';
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

export class NotPublishedError extends Error {
  override readonly name = 'NotPublishedError';
}

/** Starts the front door outside of both clusters, or leaves it alone when it is right already. Answers with its address. */
export async function ensureFrontDoor(demo: Demo, tags: Tags, port: number, options: RunOptions): Promise<string> {
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

/** The front door's settings: the sites that publish a public service, the cloud first, and where. */
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
    ...sites.flatMap(({ site, published }) =>
      published.map(({ service, variable }) => [`${variable}_${site.toUpperCase()}`, addressOf(demo, site, service)]),
    ),
  ]);
}

function addressOf(demo: Demo, site: Site, service: 'api' | 'gateway'): string {
  return `http://${controlPlaneOf(demo, site)}:${NODE_PORTS[service]}`;
}

function missing(service: string): never {
  throw new NotPublishedError(
    `neither site has the service ${service}; put its line into a folder of infra/k8s/clusters`,
  );
}

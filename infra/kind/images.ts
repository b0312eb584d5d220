import { root } from '../tools/install.mjs';
import { placementsOf, TOPOLOGY } from '../topology/topology.ts';
import { nodesOf, workersOf } from './clusters.ts';
import { clusterOf, type Demo, type Site } from './demo.ts';
import { CommandError, lines, run, type RunOptions } from './run.ts';

/** No cluster is created for the edge, and so its own services are left out. */
const PLACED = [...new Set(placementsOf(TOPOLOGY).map(({ service }) => service))];
/** What `docker-compose.yml` builds. */
const SERVICES = PLACED.map(({ name }) => name);
/** What runs in the clusters. */
const IN_CLUSTERS = PLACED.filter(({ runsAt }) => runsAt !== 'public').map(({ name }) => name);

const BROKER_IMAGE = 'nats:2.15.3-alpine';
/** How a node names an image that Docker names without a registry. */
const IN_NODE = { service: 'docker.io', broker: 'docker.io/library' };
const CONTENT_TAG = /^[0-9a-f]{12}$/;

/** The tag of each service's image. It is made of the content, so that what changes is rolled out and what does not is not. */
export type Tags = Readonly<Record<string, string>>;

export async function buildImages({ signal, say }: RunOptions): Promise<void> {
  const targets = SERVICES.map(
    (name) => placementsOf(TOPOLOGY).find(({ service }) => service.name === name)?.name ?? name,
  );
  const bake = ['buildx', 'bake', '--progress', 'plain', '--file', `${root}docker-compose.yml`, '--load', ...targets];
  // What is attested names the time of the build: where Docker's store keeps that with the image, its digest would be new each time.
  const env = { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' };
  await run('docker', bake, { env, ...(signal && { signal }), ...(say && { say }) });
}

export async function tagImages(): Promise<Tags> {
  const tagged = await Promise.all(
    SERVICES.map(async (service) => {
      const id = await run('docker', ['image', 'inspect', '--format', '{{.Id}}', `quotebridge/${service}:dev`]);
      const tag = id.trim().replace('sha256:', '').slice(0, 12);
      await run('docker', ['tag', `quotebridge/${service}:dev`, imageOf(service, { [service]: tag })]);
      return [service, tag] as const;
    }),
  );
  return Object.fromEntries(tagged);
}

/** Throws when there is no tag for it. */
export function imageOf(service: string, tags: Tags): string {
  const tag = tags[service];
  if (tag === undefined) throw new Error(`no image of ${service} was built`);
  return `quotebridge/${service}:${tag}`;
}

/** Loads images into the nodes that lack them. Either site gets the images of every service, so that a service can move. */
export async function loadImages(demo: Demo, site: Site, tags: Tags, options: RunOptions): Promise<void> {
  const own = IN_CLUSTERS.map((service) => imageOf(service, tags));
  const { nodes, images } = await lacking(await workersOf(demo, site), own, IN_NODE.service);
  if (images.length > 0) await loadInto(demo, site, nodes, images, options);
  await provideBrokers(demo, site, options);
}

/** The brokers' image: the one that this machine has, or else the nodes pull it. */
async function provideBrokers(demo: Demo, site: Site, options: RunOptions): Promise<void> {
  const { nodes } = await lacking(await nodesOf(demo, site), [BROKER_IMAGE], IN_NODE.broker);
  if (nodes.length === 0) return;
  if (lines(await run('docker', ['images', '--quiet', BROKER_IMAGE])).length > 0) {
    try {
      return await loadInto(demo, site, nodes, [BROKER_IMAGE], options);
    } catch (error) {
      // Docker's containerd store exports a pulled image of several platforms with parts named that it has not got.
      if (!(error instanceof CommandError)) throw error;
      options.say?.(`${BROKER_IMAGE} cannot be loaded: the nodes pull it`);
    }
  }
  const pull = ['crictl', 'pull', `${IN_NODE.broker}/${BROKER_IMAGE}`];
  await Promise.all(nodes.map((node) => run('docker', ['exec', node, ...pull], options)));
}

async function loadInto(
  demo: Demo,
  site: Site,
  nodes: readonly string[],
  images: readonly string[],
  options: RunOptions,
): Promise<void> {
  const load = ['load', 'docker-image', '--name', clusterOf(demo, site), '--nodes', nodes.join(',')];
  await run('kind', [...load, ...images], options);
}

/** The nodes that lack an image, and the images that they lack. Names suffice: tags are never reused. */
async function lacking(nodes: readonly string[], images: readonly string[], prefix: string) {
  const absent = await Promise.all(
    nodes.map(async (node) => {
      const list = ['ctr', '--namespace', 'k8s.io', 'images', 'list', '--quiet'];
      const names = new Set(lines(await run('docker', ['exec', node, ...list])));
      return { node, images: images.filter((image) => !names.has(`${prefix}/${image}`)) };
    }),
  );
  const lacks = absent.filter((one) => one.images.length > 0);
  return { nodes: lacks.map(({ node }) => node), images: [...new Set(lacks.flatMap((one) => one.images))] };
}

/** Takes the names away that `tagImages` gave, but for those of another demo's front door. The images stay, under the name that they were built with. */
export async function untagImages(): Promise<void> {
  const listed = await Promise.all(
    SERVICES.map((service) =>
      run('docker', ['images', '--format', '{{.Repository}}:{{.Tag}}', `quotebridge/${service}`]),
    ),
  );
  const used = new Set(lines(await run('docker', ['ps', '--all', '--format', '{{.Image}}'])));
  const ours = listed.flatMap(lines).filter((image) => CONTENT_TAG.test(image.split(':')[1] ?? '') && !used.has(image));
  if (ours.length > 0) await run('docker', ['rmi', ...ours]);
}

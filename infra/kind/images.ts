import { root } from '../local/install.mjs';
import { workersOf } from './clusters.ts';
import { clusterOf, type Demo, type Site } from './demo.ts';
import { lines, run, type RunOptions } from './run.ts';

/** What `docker-compose.yml` builds, and what is loaded into which cluster. */
const SERVICES = ['bridge', 'feed', 'api', 'gateway', 'front-door'] as const;
type Service = (typeof SERVICES)[number];

const BROKER_IMAGE = 'nats:2.15.2-alpine';
const CONTENT_TAG = /^[0-9a-f]{12}$/;

/** The tag of each service's image. It is made of the content, so that what changes is rolled out and what does not is not. */
export type Tags = Readonly<Record<Service, string>>;

export async function buildImages({ signal, say }: RunOptions): Promise<void> {
  const targets = ['bridge-cloud', 'feed', 'api', 'gateway', 'front-door'];
  const bake = ['buildx', 'bake', '--progress', 'plain', '--file', `${root}docker-compose.yml`, '--load', ...targets];
  await run('docker', bake, { ...(signal && { signal }), ...(say && { say }) });
}

export async function tagImages(): Promise<Tags> {
  const tagged = await Promise.all(
    SERVICES.map(async (service) => {
      const id = await run('docker', ['image', 'inspect', '--format', '{{.Id}}', `quotebridge/${service}:dev`]);
      const tag = id.trim().replace('sha256:', '').slice(0, 12);
      await run('docker', ['tag', `quotebridge/${service}:dev`, imageOf(service, tag)]);
      return [service, tag] as const;
    }),
  );
  return Object.fromEntries(tagged) as Record<Service, string>;
}

export function imageOf(service: Service, tag: string): string {
  return `quotebridge/${service}:${tag}`;
}

/**
 * Puts the images into the nodes of a cluster that lack them: either site gets those of every service, so that one can move. The brokers'
 * image is loaded where this machine has it; the nodes pull it where not.
 */
export async function loadImages(demo: Demo, site: Site, tags: Tags, options: RunOptions): Promise<void> {
  const own = SERVICES.filter((service) => service !== 'front-door').map((service) => imageOf(service, tags[service]));
  const load = ['load', 'docker-image', '--name', clusterOf(demo, site)];
  await run('kind', [...load, '--nodes', (await workersOf(demo, site)).join(','), ...own], options);
  if (lines(await run('docker', ['images', '--quiet', BROKER_IMAGE])).length > 0) {
    await run('kind', [...load, BROKER_IMAGE], options);
  }
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

import { join } from 'node:path';
import { loadCredentials, type Credentials } from '../local/credentials.ts';
import { showProgress, type Step } from '../tools/progress.ts';
import { apply, whileItStarts } from './apply.ts';
import { ensureCluster, ensureContexts } from './clusters.ts';
import { clusterOf, evidenceOf, SITES, type Demo, type Site } from './demo.ts';
import { DoctorError } from './finding.ts';
import { ensureFrontDoor } from './front-door.ts';
import { buildImages, loadImages, tagImages, type Tags } from './images.ts';
import { firstPrice } from './first-price.ts';
import { kubectlFor } from './kubectl.ts';
import { checkMachine } from './machine.ts';
import { movedReplicas } from './moved.ts';
import { writeOverlay } from './overlay.ts';

export interface UpOptions {
  readonly light: boolean;
  readonly port: number;
  readonly image: string;
}

/** Creates both clusters, or applies the manifests to existing ones. Resolves with the board's address. */
export async function up(demo: Demo, options: UpOptions, stopping: AbortSignal): Promise<string> {
  const failing = new AbortController();
  const signal = AbortSignal.any([stopping, failing.signal]);
  const begun: Promise<unknown>[] = [];
  try {
    return await bringUp(demo, options, signal, begun);
  } finally {
    // When one cluster fails, the other is abandoned. Incomplete clusters are removed before this ends.
    failing.abort();
    await Promise.allSettled(begun);
  }
}

async function bringUp(
  demo: Demo,
  options: UpOptions,
  signal: AbortSignal,
  begun: Promise<unknown>[],
): Promise<string> {
  const { light, port, image } = options;
  let tags: Tags | undefined;
  let credentials: Credentials | undefined;
  let url = '';
  const given = (): Credentials => {
    if (credentials === undefined) throw new Error('the passwords are not there yet');
    return credentials;
  };
  const built = (): Tags => {
    if (tags === undefined) throw new Error('the images are not built yet');
    return tags;
  };
  const both = (title: string, work: (site: Site, say: (line: string) => void) => Promise<string | void>): Step[] =>
    SITES.map((site) => ({
      title: `${title} ${clusterOf(demo, site)}`,
      run(say) {
        const working = work(site, say);
        begun.push(working);
        return working;
      },
    }));

  await showProgress(
    [
      [
        {
          title: 'This machine',
          run: async () => {
            const failing = (await checkMachine(demo, options)).filter(({ ok }) => !ok);
            if (failing.length > 0) throw new DoctorError(failing);
            credentials = await loadCredentials(demo.data);
          },
        },
      ],
      [
        {
          title: 'Images',
          run: async (say) => {
            await buildImages({ signal, say });
            tags = await tagImages();
          },
        },
      ],
      // Sequentially: six nodes that boot at once are too many for a busy machine.
      ...both('Cluster', (site, say) => {
        const evidence = join(evidenceOf(demo), site, 'not-made');
        return ensureCluster(demo, site, { light, image, evidence, signal, say });
      }).map((step) => [step]),
      [{ title: "kubectl's contexts", run: () => ensureContexts(demo) }],
      // Sequentially: the disk is the bottleneck, and the API servers need it, too.
      ...both('Images of', (site, say) => loadImages(demo, site, built(), { signal, say })).map((step) => [step]),
      both('Brokers and services of', async (site, say) => {
        // What was moved stays where it is: traffic goes there.
        const replicas = await whileItStarts(() => movedReplicas(kubectlFor(demo, site)), signal);
        const folder = await writeOverlay(site, { demo, light, tags: built(), credentials: given(), replicas });
        await apply(demo, site, folder, { signal, say });
      }),
      [
        {
          title: 'Front door',
          run: async () => {
            url = await ensureFrontDoor(demo, { tags: built(), port, credentials: given(), signal });
          },
        },
      ],
      [{ title: 'First live price', run: () => firstPrice(demo, url, signal) }],
    ],
    signal,
  );
  return url;
}

import { loadCredentials } from '../local/credentials.ts';
import { firstLivePrice } from '../local/first-price.ts';
import { showProgress, type Step } from '../local/progress.ts';
import { apply } from './apply.ts';
import { ensureCluster, ensureContexts } from './clusters.ts';
import { clusterOf, SITES, type Demo, type Site } from './demo.ts';
import { checkMachine, DoctorError } from './doctor.ts';
import { ensureFrontDoor } from './front-door.ts';
import { buildImages, loadImages, tagImages, type Tags } from './images.ts';
import { writeOverlay } from './overlay.ts';

export interface UpOptions {
  readonly light: boolean;
  readonly port: number;
  readonly image: string;
}

/** Brings both clusters up, or makes those that are there what the manifests say. Answers with the board's address. */
export async function up(demo: Demo, options: UpOptions, stopping: AbortSignal): Promise<string> {
  const failing = new AbortController();
  const signal = AbortSignal.any([stopping, failing.signal]);
  try {
    return await bringUp(demo, options, signal);
  } finally {
    // Where one cluster fails, the other need not go on.
    failing.abort();
  }
}

async function bringUp(demo: Demo, options: UpOptions, signal: AbortSignal): Promise<string> {
  const { light, port, image } = options;
  let tags: Tags | undefined;
  let url = '';
  const credentials = await loadCredentials(demo.data);
  const built = (): Tags => {
    if (tags === undefined) throw new Error('the images are not built yet');
    return tags;
  };
  const both = (title: string, work: (site: Site, say: (line: string) => void) => Promise<string | void>): Step[] =>
    SITES.map((site) => ({ title: `${title} ${clusterOf(demo, site)}`, run: (say) => work(site, say) }));

  await showProgress(
    [
      [
        {
          title: 'This machine',
          run: async () => {
            const failing = (await checkMachine(demo, options)).filter(({ ok }) => !ok);
            if (failing.length > 0) throw new DoctorError(failing);
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
        // One after the other would leave the machine waiting for containers to start.
        ...both('Cluster', (site, say) => ensureCluster(demo, site, { light, image, signal, say })),
      ],
      [{ title: "kubectl's contexts", run: () => ensureContexts(demo) }],
      // One cluster after the other: the disk is what it takes, and the API servers need some of it, too.
      ...both('Images of', (site, say) => loadImages(demo, site, built(), { signal, say })).map((step) => [step]),
      both('Brokers and services of', async (site, say) => {
        const folder = await writeOverlay(site, { demo, light, tags: built(), credentials });
        await apply(demo, site, folder, { signal, say });
      }),
      [
        {
          title: 'Front door',
          run: async () => {
            url = await ensureFrontDoor(demo, built(), port, { signal });
          },
        },
      ],
      [{ title: 'First live price', run: () => firstLivePrice(url, Date.now(), signal) }],
    ],
    signal,
  );
  return url;
}

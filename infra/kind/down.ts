import { rm } from 'node:fs/promises';
import { showProgress } from '../tools/progress.ts';
import { deleteCluster } from './clusters.ts';
import { clusterOf, SITES, type Demo } from './demo.ts';
import { removeFrontDoor } from './front-door.ts';
import { untagImages } from './images.ts';

/** Removes the clusters, the front door, and what was generated for them. What is not there is no trouble. */
export async function down(demo: Demo, signal: AbortSignal): Promise<void> {
  await showProgress(
    [
      [{ title: 'Front door', run: () => removeFrontDoor(demo) }],
      // Sequentially: kind fails when another kind process has kubectl's configuration open.
      ...SITES.map((site) => [
        { title: `Cluster ${clusterOf(demo, site)}`, run: () => deleteCluster(demo, site, { signal }) },
      ]),
      [
        {
          title: 'Passwords and names of images',
          run: async () => {
            await untagImages();
            await rm(demo.data, { recursive: true, force: true });
          },
        },
      ],
    ],
    signal,
  );
}

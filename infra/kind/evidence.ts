import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportLogs } from './clusters.ts';
import { clusterOf, SITES, type Demo } from './demo.ts';
import { kubectlFor } from './kubectl.ts';
import { CommandError, lines, run } from './run.ts';

const ASKED: Readonly<Record<string, readonly string[]>> = {
  'objects.txt': ['get', 'all,pdb,hpa,networkpolicy,pvc,configmap', '--output', 'wide'],
  'nodes.txt': ['describe', 'nodes'],
  'volumes.txt': ['describe', 'pv,pvc'],
  'events.txt': ['get', 'events', '--all-namespaces', '--sort-by', '.lastTimestamp'],
  'pods.txt': ['describe', 'pods'],
  'logs.txt': ['logs', '--selector', 'app.kubernetes.io/name', '--all-containers', '--prefix', '--tail', '2000'],
};

/**
 * Collects what explains a failure in a folder: objects, events, descriptions, logs. Returns its path, or
 * `null` where no cluster is left to ask.
 */
export async function collectEvidence(demo: Demo, folder: string): Promise<string | null> {
  // It is called when something failed, which what fails here must not hide.
  const clusters = lines(await orProblem(run('kind', ['get', 'clusters'])));
  let kept: string | null = null;
  for (const site of SITES) {
    const cluster = clusterOf(demo, site);
    if (!clusters.includes(cluster)) continue;
    const kubectl = kubectlFor(demo, site);
    kept = folder;
    await mkdir(join(folder, site), { recursive: true });
    for (const [file, args] of Object.entries(ASKED)) {
      await writeFile(join(folder, site, file), await orProblem(kubectl(args)));
    }
    await exportLogs(demo, site, join(folder, site, 'nodes'));
  }
  return kept;
}

/** A failed query is evidence, too. */
async function orProblem(answer: Promise<string>): Promise<string> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CommandError) return error.message;
    throw error;
  }
}

import { dirname, join } from 'node:path';
import { withOptionalSites, type Topology } from '../topology.ts';
import { brokerConfigProblems } from './broker-config.ts';
import { composeProblems } from './compose.ts';
import { dockerfileProblems } from './dockerfile.ts';
import type { Problem } from './lacking.ts';
import { manifestProblems } from './manifests.ts';
import { packageProblems } from './package.ts';

/** All that the plain files lack of the topology. `read` gives the text of a file of the repository, `null` where there is none. Pure. */
export function problemsOf(read: (path: string) => string | null, topology: Topology): Problem[] {
  return [
    ...packageProblems(read('package.json') ?? '{}', topology),
    ...composeProblems(read('docker-compose.yml') ?? '', topology),
    ...dockerfileProblems(read('infra/docker/Dockerfile') ?? '', topology),
    ...manifestProblems(read, topology),
    ...brokerConfigProblems((path) => withIncluded(read, path), withOptionalSites(topology)),
  ];
}

/** A broker's configuration with what it includes, `null` where there is none. */
function withIncluded(read: (path: string) => string | null, path: string): string | null {
  const included = (_: string, file: string) => withIncluded(read, join(dirname(path), file)) ?? '';
  return read(path)?.replaceAll(/^\s*include\s+(\S+)$/gm, included) ?? null;
}

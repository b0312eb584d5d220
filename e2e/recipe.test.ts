import { join, resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { problemsOf } from '../infra/topology/checks/problems.ts';
import { readText } from '../infra/topology/checks/read-text.ts';
import type { Topology } from '../infra/topology/topology.ts';
import { apply, readRecipe, topologyOf, type Step } from './recipe.ts';

const ROOT = resolve(import.meta.dirname, '..');
const BASE = 'infra/k8s/base';
const read = (path: string) => readText(join(ROOT, path));

/** What the recipe says without a block: lines in lists, and files like those of another service. */
const IN_WORDS: readonly Step[] = [
  {
    file: 'package.json',
    block:
      read('package.json')
        ?.replace('"services/cli",', '"services/cli", "services/hello",')
        .replace('--load api', '--load hello api') ?? '',
  },
  ...['cloud', 'onprem'].map((site) => {
    const file = `infra/k8s/clusters/${site}/kustomization.yaml`;
    return { file, block: read(file)?.replace('- ../../base/api', '- ../../base/api\n  - ../../base/hello') ?? '' };
  }),
  {
    file: `${BASE}/hello/kustomization.yaml`,
    block: read(`${BASE}/bridge/kustomization.yaml`)?.replaceAll('bridge', 'hello') ?? '',
  },
];
/** Not held against the topology: the one is the service, the other the topology. */
const APART = ['services/hello/main.ts', 'infra/topology/services.ts'];
const STEPS = [...readRecipe().filter(({ file }) => !APART.includes(file)), ...IN_WORDS];

/** The repository after some steps. */
function after(steps: readonly Step[]) {
  const changed = new Map(steps.map((step) => [step.file, apply(step, read(step.file))]));
  return (path: string) => changed.get(path) ?? read(path);
}

let topology: Topology;
beforeAll(async () => {
  topology = await topologyOf(readRecipe());
});

it('has a block for each of these files', () => {
  expect(readRecipe().map(({ file }) => file)).toEqual([
    'services/hello/main.ts',
    'infra/topology/services.ts',
    'infra/nats/readers.conf',
    'docker-compose.yml',
    'infra/docker/Dockerfile',
    'infra/k8s/base/hello/deployment.yaml',
  ]);
});

it('leaves nothing missing that the checks know of', () => {
  expect(problemsOf(after(STEPS), topology)).toEqual([]);
});

it.each(STEPS.map(({ file }) => file))('reports the file and what is missing when the step is left out: %s', (file) => {
  const problems = problemsOf(after(STEPS.filter((step) => step.file !== file)), topology);
  expect(problems).not.toEqual([]);
  const named = file === 'infra/nats/readers.conf' ? /^infra\/nats\/\w+\/site\.conf lacks/ : `${file} lacks `;
  for (const problem of problems) expect(problem).toMatch(named);
});

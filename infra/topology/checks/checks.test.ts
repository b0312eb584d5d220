import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../tools/install.mjs';
import { TOPOLOGY, type Topology } from '../topology.ts';
import { problemsOf } from './problems.ts';
import { readText } from './read-text.ts';

const read = (path: string) => readText(join(root, path));

/** The repository with one text in a file in place of another. */
function changed(file: string, before: string, after: string) {
  return (path: string) => (path === file ? (read(path)?.replaceAll(before, after) ?? null) : read(path));
}

it('says in plain files all that the topology says', () => {
  expect(problemsOf(read, TOPOLOGY)).toEqual([]);
});

describe('reports the file and the missing line', () => {
  const more: Topology = {
    ...TOPOLOGY,
    sites: [...TOPOLOGY.sites, { name: 'branch', dials: { site: 'cloud', user: 'leaf-branch' }, sync: '2m' }],
    services: [
      ...TOPOLOGY.services,
      {
        name: 'hello',
        runsAt: ['cloud'],
        movesTo: [],
        users: ['hello'],
        passwordGroup: 2009,
        env: { GREETING: 'hi' },
        flags: ['--trace-gc'],
      },
    ],
  };

  it.each([
    'package.json lacks workspaces: services/hello',
    'package.json lacks scripts.images: hello',
    'docker-compose.yml lacks networks.branch',
    'docker-compose.yml lacks services.branch-1',
    'docker-compose.yml lacks services.hello',
    'infra/docker/Dockerfile lacks FROM service AS hello',
    'infra/k8s/clusters/branch/kustomization.yaml lacks everything',
    'infra/k8s/clusters/cloud/kustomization.yaml lacks resources: ../../base/hello',
    'infra/k8s/base/hello/deployment.yaml lacks everything',
    'infra/nats/branch/site.conf lacks everything',
    'infra/nats/kustomization.yaml lacks branch.single.conf=branch/single.conf',
    'infra/k8s/base/nats/stateful-set.yaml lacks { key: branch.site.conf, path: branch/site.conf }',
    'infra/kind/clusters/branch/kustomization.yaml lacks ../../../k8s/clusters/branch',
    'infra/nats/cloud/site.conf lacks accounts: { user: hello }',
    'infra/nats/cloud/site.conf lacks accounts: { user: leaf-branch }',
  ])('of something new: %s', (problem) => {
    expect(problemsOf(read, more)).toContain(problem);
  });

  it.each([
    ["docker-compose.yml lacks services.api.environment: NATS_USER: 'api'", 'NATS_USER: api', 'NATS_USER: reader'],
    [
      'docker-compose.yml lacks services.onprem-1.environment: LEAF_HOSTS: cloud-1.wan',
      'cloud-1.wan cloud-2.wan',
      'cloud-2.wan',
    ],
    ["docker-compose.yml lacks services.edge-1.environment: LEAF_USER: 'leaf-edge'", 'LEAF_USER: leaf-edge', ''],
    ['docker-compose.yml lacks services.edge-1.profiles: [edge]', 'profiles: [edge]', 'profiles: [full]'],
    ['infra/nats/cloud/site.conf lacks accounts: { user: leaf-edge }', 'include leaf-edge.conf', ''],
    [
      'infra/k8s/base/nats/stateful-set.yaml lacks { key: cloud.leaf-edge.conf, path: cloud/leaf-edge.conf }',
      '{ key: cloud.leaf-edge.conf,',
      '',
    ],
    ['infra/nats/kustomization.yaml lacks edge.site.conf=edge/site.conf', 'edge.site.conf=', 'branch.site.conf='],
    ['docker-compose.yml lacks services.api-onprem.profiles: [moved]', 'profiles: [moved]', 'profiles: [full]'],
    ["docker-compose.yml lacks services.api.group_add: '2002'", "group_add: ['2002']", 'group_add: []'],
    [
      'infra/docker/Dockerfile lacks CMD ["node", "--single-threaded-gc", "--max-semi-space-size=2", "main.ts"] after FROM service AS gateway',
      '"--single-threaded-gc", ',
      '',
    ],
  ])('that was there: %s', (problem, before, after) => {
    const [file = ''] = problem.split(' ');
    expect(problemsOf(changed(file, before, after), TOPOLOGY)).toEqual(expect.arrayContaining([problem]));
  });
});

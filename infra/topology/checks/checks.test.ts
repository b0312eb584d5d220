import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../local/install.mjs';
import { TOPOLOGY, type Topology } from '../topology.ts';
import { brokerConfigProblems } from './broker-config.ts';
import { composeProblems } from './compose.ts';
import { dockerfileProblems } from './dockerfile.ts';
import { manifestProblems } from './manifests.ts';
import { readConfig, readText } from './read-config.ts';

const read = (path: string) => readText(join(root, path));
const readBrokers = (path: string) => readConfig(join(root, path));
const compose = read('docker-compose.yml') ?? '';
const dockerfile = read('infra/docker/Dockerfile') ?? '';

describe('the plain files', () => {
  it('say all that the topology says', () => {
    expect([
      ...composeProblems(compose, TOPOLOGY),
      ...dockerfileProblems(dockerfile, TOPOLOGY),
      ...manifestProblems(read, TOPOLOGY),
      ...brokerConfigProblems(readBrokers, TOPOLOGY),
    ]).toEqual([]);
  });
});

describe('a file that lacks something is named with the line', () => {
  const more: Topology = {
    ...TOPOLOGY,
    sites: [...TOPOLOGY.sites, { name: 'edge', dials: { site: 'cloud', user: 'leaf-edge' }, sync: '2m' }],
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
    ['docker-compose.yml lacks networks.edge', () => composeProblems(compose, more)],
    ['docker-compose.yml lacks services.edge-1', () => composeProblems(compose, more)],
    ['docker-compose.yml lacks services.hello', () => composeProblems(compose, more)],
    [
      "docker-compose.yml lacks services.api.environment: NATS_USER: 'api'",
      () => composeProblems(compose.replaceAll('NATS_USER: api', 'NATS_USER: reader'), TOPOLOGY),
    ],
    [
      'docker-compose.yml lacks services.onprem-1.environment: LEAF_HOSTS: cloud-1.wan',
      () => composeProblems(compose.replaceAll('cloud-1.wan cloud-2.wan', 'cloud-2.wan'), TOPOLOGY),
    ],
    ['infra/docker/Dockerfile lacks FROM service AS hello', () => dockerfileProblems(dockerfile, more)],
    [
      'infra/docker/Dockerfile lacks CMD ["node", "--single-threaded-gc", "--max-semi-space-size=2", "main.ts"] after FROM service AS gateway',
      () => dockerfileProblems(dockerfile.replace('"--single-threaded-gc", ', ''), TOPOLOGY),
    ],
    ['infra/k8s/clusters/edge/kustomization.yaml lacks everything', () => manifestProblems(read, more)],
    [
      'infra/k8s/clusters/cloud/kustomization.yaml lacks resources: ../../base/hello',
      () => manifestProblems(read, more),
    ],
    ['infra/k8s/base/hello/deployment.yaml lacks everything', () => manifestProblems(read, more)],
    ['infra/nats/edge/site.conf lacks everything', () => brokerConfigProblems(readBrokers, more)],
    ['infra/nats/cloud/site.conf lacks accounts: { user: hello }', () => brokerConfigProblems(readBrokers, more)],
    ['infra/nats/cloud/site.conf lacks accounts: { user: leaf-edge }', () => brokerConfigProblems(readBrokers, more)],
  ])('%s', (problem, check) => {
    expect(check()).toContain(problem);
  });
});

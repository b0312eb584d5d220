import { SITES } from '../../../infra/topology/sites.ts';
import { TOPOLOGY, type Topology } from '../../../infra/topology/topology.ts';

/** The demo with a third site, which dials the cloud and holds a mirror of the cloud's mirror of the quotes. */
export const WITH_EDGE: Topology = {
  ...TOPOLOGY,
  sites: [...SITES, { name: 'edge', dials: { site: 'cloud', user: 'leaf-edge' }, sync: '2m' }],
  bridges: 'services/e2e/edge/bridges.yaml',
};

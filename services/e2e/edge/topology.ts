import { SITES } from '../../../infra/topology/sites.ts';
import { BRIDGES } from '../../../infra/topology/bridges.ts';
import { TOPOLOGY, type Topology } from '../../../infra/topology/topology.ts';

/** The demo with a third site, which dials the cloud and holds a mirror of the cloud's mirror of the quotes. */
export const WITH_EDGE: Topology = {
  ...TOPOLOGY,
  sites: [...SITES, { name: 'edge', dials: { site: 'cloud', user: 'leaf-edge' }, sync: '2m' }],
  bridges: [...BRIDGES, { stream: 'QUOTES', from: 'cloud', to: 'edge' }],
};

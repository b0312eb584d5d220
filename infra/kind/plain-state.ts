import { NAMESPACE, type Site } from './demo.ts';
import type { BrokerState, SiteState } from './inspection.ts';
import type { Node, Pod } from './kubectl.ts';
import type { Volume } from './volumes.ts';

/** A demo that is well, for tests: each part may be given another way. */
export function siteState(site: Site, other: Partial<SiteState> = {}): SiteState {
  return {
    site,
    cluster: `quotebridge-${site}`,
    nodes: [node('one'), node('two')],
    pods: [pod('nats-0'), pod('bridge-1')],
    volumes: [volume('node-0', 'Bound')],
    brokers: [broker(), broker(), broker()],
    services: [{ name: 'bridge', ready: 1, pods: 1, restarts: 0, image: 'quotebridge/bridge:1' }],
    ...other,
  };
}

export function broker(other: Partial<BrokerState> = {}): BrokerState {
  return {
    pod: 'nats-0',
    node: 'one',
    ready: true,
    version: '2.15.3',
    configLoaded: null,
    leafs: [{ account: 'QUOTES', rtt: '1ms' }],
    streams: [{ name: 'QUOTES', leader: true, messages: 7, lastSeq: 8, lag: 0 }],
    ...other,
  };
}

export function node(name: string, spec: Node['spec'] = {}): Node {
  const conditions = [{ type: 'Ready', status: 'True' }];
  return { metadata: { name }, spec, status: { nodeInfo: { kubeletVersion: 'v1.34.0' }, conditions } };
}

export function volume(name: string, phase: string): Volume {
  const claimRef = { namespace: NAMESPACE, name: 'data-nats-0' };
  return { metadata: { name }, spec: { claimRef }, status: { phase } };
}

export function pod(name: string, ready = true): Pod {
  return {
    metadata: { name, labels: {} },
    spec: { containers: [] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}

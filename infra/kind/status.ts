import Table from 'cli-table3';
import { SITES } from './demo.ts';
import type { BrokerState, DemoState, SiteState } from './inspection.ts';
import { isReady } from './kubectl.ts';

/** Both clusters side by side, for people. */
export function statusTable({ sites, url }: DemoState): string {
  const table = new Table({ style: { head: [], border: [], compact: true }, head: ['', ...SITES] });
  const row = (what: string, tell: (site: SiteState) => string | readonly string[]) =>
    table.push([what, ...sites.map((site) => (site === null ? '-' : [tell(site)].flat().join('\n') || '-'))]);
  row('cluster', ({ cluster }) => cluster);
  row('nodes', ({ nodes }) =>
    nodes.map((node) => {
      const { metadata, spec, status } = node;
      const how = spec.unschedulable ? 'drained' : isReady(node) ? 'ready' : 'NOT READY';
      return `${metadata.name} ${status.nodeInfo.kubeletVersion} ${how}`;
    }),
  );
  row('brokers', ({ brokers }) => brokers.map(describeBroker));
  row('leaf link', ({ brokers }) => describeLink(brokers));
  row('streams', ({ brokers }) =>
    leading(brokers).map(
      ({ name, messages, lastSeq, lag }) =>
        `${name} ${messages} messages to ${lastSeq}${lag === null ? '' : `, lag ${lag}`}`,
    ),
  );
  row('services', ({ services }) =>
    services.map(({ name, ready, pods, restarts, image }) => {
      const again = restarts === 0 ? '' : `, ${restarts} restarts`;
      return `${name} ${ready}/${pods} ready${again} (${image})`;
    }),
  );
  return `${table.toString()}\nBoard: ${url ?? 'the front door does not run'}`;
}

function describeBroker({ pod, node, ready, version }: BrokerState): string {
  return `${pod} ${version ?? 'does not answer'} ${ready ? 'ready' : 'NOT READY'} on ${node}`;
}

export function describeLink(brokers: readonly BrokerState[]): string {
  const leafs = brokers.flatMap((broker) => broker.leafs);
  const rtts = leafs.map(({ rtt }) => rtt).join(', ');
  return leafs.length === 0 ? 'DOWN' : `${leafs.length} connections, round trip ${rtts}`;
}

/** Each stream as its leader tells it. */
export function leading(brokers: readonly BrokerState[]) {
  return brokers.flatMap(({ streams }) => streams.filter(({ leader }) => leader));
}

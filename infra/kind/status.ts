import { siteNamed, TOPOLOGY } from '../topology/topology.ts';
import Table from 'cli-table3';
import { SITES } from './demo.ts';
import { isSilent, type BrokerState, type DemoState, type SiteState, type StreamState } from './inspection.ts';
import { isReady } from './kubectl.ts';

/** Both clusters side by side, for people. */
export function statusTable({ sites, url }: DemoState): string {
  const lags = lagsOf(sites);
  const table = new Table({ style: { head: [], border: [], compact: true }, head: ['', ...SITES] });
  const row = (what: string, cellOf: (site: SiteState) => string | readonly string[]) =>
    table.push([
      what,
      ...sites.map((site) => (site === null || isSilent(site) ? '-' : [cellOf(site)].flat().join('\n') || '-')),
    ]);
  table.push(['cluster', ...sites.map(describeCluster)]);
  row('nodes', ({ nodes }) =>
    nodes.map((node) => {
      const { metadata, spec, status } = node;
      const how = spec.unschedulable ? 'drained' : isReady(node) ? 'ready' : 'NOT READY';
      return `${metadata.name} ${status.nodeInfo.kubeletVersion} ${how}`;
    }),
  );
  row('brokers', ({ brokers }) => brokers.map(describeBroker));
  row('leaf link', (site) => linkOf(site).found);
  row('streams', ({ brokers }) =>
    leading(brokers).map((stream) => {
      const { name, messages, lastSeq } = stream;
      const lag = lags(stream);
      return `${name} ${messages} messages to ${lastSeq}${lag === null ? '' : `, lag ${lag}`}`;
    }),
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

function describeCluster(site: DemoState['sites'][number]): string {
  if (site === null) return '-';
  return isSilent(site) ? `${site.cluster} DOES NOT ANSWER: ${site.problem}` : site.cluster;
}

/** How the link is as a site sees it. On-prem every broker has to dial through: none passes on what came to another's link. */
export function linkOf({ site, brokers }: Pick<SiteState, 'site' | 'brokers'>): { ok: boolean; found: string } {
  const leafs = brokers.flatMap((broker) => broker.leafs);
  if (leafs.length === 0) return { ok: false, found: 'DOWN' };
  // A broker that is dialled measures the round trip once an hour.
  if (siteNamed(TOPOLOGY, site).dials === null) return { ok: true, found: `${leafs.length} connections` };
  const linked = brokers.filter((broker) => broker.leafs.length > 0).length;
  const roundTrips = leafs.map(({ rtt }) => shortened(rtt)).join(', ');
  return { ok: linked === brokers.length, found: `${linked} of ${brokers.length} brokers, round trip ${roundTrips}` };
}

/** A duration as Go writes it, to three digits: `57.346966ms` becomes `57.3ms`. */
function shortened(duration: string): string {
  return duration.replace(/\d+\.\d+/, (number) => String(Number(Number(number).toPrecision(3))));
}

/** How far a stream is behind its origin: `null` at the origin, `unknown` when neither site reports it. */
export type Lags = (stream: StreamState) => StreamState['lag'];

/**
 * A mirror whose link is cut keeps reporting its last lag, so the difference from its origin counts as well. The two are not sampled at exactly the same
 * moment, so a mirror that follows may appear a few messages behind.
 */
export function lagsOf(sites: DemoState['sites']): Lags {
  const streams = sites.flatMap((site) => (site === null || isSilent(site) ? [] : leading(site.brokers)));
  const origins = new Map(streams.filter(({ lag }) => lag === null).map(({ name, lastSeq }) => [name, lastSeq]));
  return ({ name, lastSeq, lag }) => {
    const origin = origins.get(name);
    if (lag === null || origin === undefined) return lag;
    const behind = Math.max(0, origin - lastSeq);
    return lag === 'unknown' ? behind : Math.max(lag, behind);
  };
}

/** Each stream as its leader reports it. */
export function leading(brokers: readonly BrokerState[]) {
  return brokers.flatMap(({ streams }) => streams.filter(({ leader }) => leader));
}

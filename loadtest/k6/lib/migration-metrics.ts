import { Counter, Rate, Trend } from 'k6/metrics';
import type { MovingObservation } from './moving-client.ts';
import { recordAccount } from './metrics.ts';

/** REST answers and snapshots, by the site that they came from. */
const served = new Counter('served');
/** One for each client: true when the sites that served it were those of a move there and back, in this order. */
const movedThereAndBack = new Rate('moved_there_and_back');
/** Switches of relocating clients, completed before the old connection was closed. */
const relocated = new Counter('clients_relocated');
/** Connections of plain clients that a gateway closed at the deadline (code 4012). */
const closed = new Counter('clients_closed');
/** Connections that relocating clients lost, and that plain clients lost in another way than at the deadline. */
const lost = new Counter('connections_lost');
/** Quotes of a relocating client's new snapshot that were older than what it had shown. */
const stepsBack = new Counter('steps_back');
/** The longest time without a quote or a snapshot, of each client, in milliseconds: before the first step, and from then on. */
const quiet = new Trend('silence_before', true);
const silence = {
  relocating: new Trend('silence_relocating', true),
  plain: new Trend('silence_plain', true),
};
/** Of each relocating client, only from a request to relocate until the first quote after the switch. */
const switching = new Trend('silence_switching', true);

const THERE_AND_BACK = 'onprem cloud onprem';

export type ClientKind = keyof typeof silence;

/** Counts an answer of a site, if it names it. */
export function recordServed(what: 'request' | 'snapshot', site: string | undefined): void {
  if (site !== undefined) served.add(1, { what, site });
}

/** What a client observed before the first step of the migration. */
export function recordBefore({ longestSilenceMs }: MovingObservation): void {
  quiet.add(longestSilenceMs);
}

/** What a client observed in the whole run, and its longest silence since the first step. */
export function recordMoving(kind: ClientKind, observed: MovingObservation): void {
  const { totals, sites, longestSilenceMs } = observed;
  recordAccount(totals, sites.length > 0);
  movedThereAndBack.add(sites.join(' ') === THERE_AND_BACK);
  relocated.add(observed.relocated);
  closed.add(observed.closed);
  if (kind === 'relocating') {
    stepsBack.add(observed.stepsBack);
    switching.add(observed.longestSwitchMs);
    if (observed.closed > 0) lost.add(observed.closed, { why: 'closed at the deadline' });
  }
  lost.add(0);
  for (const why of observed.lost) lost.add(1, { why });
  for (const site of sites) recordServed('snapshot', site);
  silence[kind].add(longestSilenceMs);
}

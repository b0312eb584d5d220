import type { ConsoleState } from '@quotebridge/contracts/wire';
import { formatCount } from '../board/format.ts';
import type { ViewTone } from '../hybrid/account-view.ts';
import { formatRate, formatSpan, siteLabel } from '../hybrid/strip-text.ts';

/** A process, as a line of its box. */
interface Member {
  readonly name: string;
  readonly tone: ViewTone;
  readonly note: string;
}

/** Processes of one kind at one site. */
export interface Box {
  readonly id: string;
  readonly title: string;
  /** `null` outside both sites. */
  readonly site: string | null;
  /** From left to right. */
  readonly column: number;
  readonly tone: ViewTone;
  readonly fact: string;
  readonly members: readonly Member[];
}

export interface Connection {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly tone: ViewTone;
  readonly label: string;
  /** The link between the sites. */
  readonly isLink: boolean;
  /** `local`: between boxes that stand below each other. `far`: past the other site. */
  readonly way: 'plain' | 'local' | 'far';
}

export interface TopologyView {
  readonly boxes: readonly Box[];
  readonly connections: readonly Connection[];
}

/** The columns, from where quotes are published to where they are shown. */
export const COLUMNS = { feed: 0, origin: 1, mirror: 2, services: 3, door: 4, clients: 5 } as const;

/** What runs where, and what passes between. Pure. */
export function topologyView(state: ConsoleState): TopologyView {
  const { from, to } = state.link;
  const origin = brokersBox(state, from, COLUMNS.origin, holdsText(state));
  const mirror = brokersBox(state, to, COLUMNS.mirror, lagText(state));
  const feed = servicesBox(state, { service: 'feed', site: from, title: 'Feed', column: COLUMNS.feed });
  const helpers = [from, to].map((site, index) => watchersBox(state, site, index === 0 ? 'origin' : 'mirror'));
  const published = (['api', 'gateway'] as const).flatMap((service) =>
    [to, from].map((site) =>
      servicesBox(state, {
        service,
        site,
        title: TITLES[service],
        column: site === to ? COLUMNS.services : COLUMNS.origin,
      }),
    ),
  );
  const door = servicesBox(state, { service: 'front-door', site: null, title: 'Front door', column: COLUMNS.door });
  const boxes = [feed, origin, mirror, ...published, ...helpers, door, clientsBox(state)].filter((box) => box !== null);
  return { boxes, connections: connectionsOf(state, boxes) };
}

const TITLES = { api: 'API', gateway: 'Gateways' } as const;

interface Wanted {
  readonly service: string;
  readonly site: string | null;
  readonly title: string;
  readonly column: number;
}

/** `null` when none of them is meant to run there. */
function servicesBox(state: ConsoleState, { service, site, title, column }: Wanted): Box | null {
  const found = state.services.filter((one) => one.service === service && one.site === site && isMeant(one));
  if (found.length === 0) return null;
  const share = state.shares.find((one) => one.service === service && one.site === site);
  const fact =
    share === undefined ? '' : `${shareOf(state, share)} % of new ${service === 'api' ? 'requests' : 'clients'}`;
  const id = site === null ? service : `${service}-${site}`;
  const members = found.map(memberOf);
  return { id, title, site, column, tone: worstOf(members), fact, members };
}

function watchersBox(state: ConsoleState, site: string, column: 'origin' | 'mirror'): Box | null {
  const found = state.services.filter((one) => one.site === site && WATCHERS.has(one.service) && isMeant(one));
  if (found.length === 0) return null;
  const members = found.map(memberOf);
  const title = 'Bridge, audit';
  return {
    id: `watchers-${site}`,
    title,
    site,
    column: column === 'origin' ? COLUMNS.feed : COLUMNS.mirror,
    tone: worstOf(members),
    fact: '',
    members,
  };
}

const WATCHERS = new Set(['bridge', 'auditor', 'refdata']);

function brokersBox(state: ConsoleState, site: string, column: number, fact: string): Box {
  const members = state.brokers
    .filter((broker) => broker.site === site)
    .map(({ name, ready, leads }): Member => {
      if (!ready) return { name, tone: 'warn', note: 'does not answer' };
      return { name, tone: 'good', note: leads === true ? 'leader' : '' };
    });
  const title = column === COLUMNS.origin ? 'NATS, origin' : 'NATS, mirror';
  return { id: `brokers-${site}`, title, site, column, tone: worstOf(members), fact, members };
}

function clientsBox(state: ConsoleState): Box {
  const counts = state.services.flatMap(({ clients }) => clients ?? []);
  const sum = counts.reduce((total, count) => total + count, 0);
  const fact = counts.length === 0 ? 'not known' : `${formatCount(sum)} connected`;
  const tone = counts.length === 0 ? 'unknown' : 'good';
  return { id: 'clients', title: 'Clients', site: null, column: COLUMNS.clients, tone, fact, members: [] };
}

function connectionsOf(state: ConsoleState, boxes: readonly Box[]): Connection[] {
  const { from, to, rate } = state.link;
  const origin = state.sites.find(({ site }) => site === from);
  const connection = (start: string, end: string, label = ''): Connection[] => {
    const [first, last] = [start, end].map((id) => boxes.find((box) => box.id === id));
    if (first === undefined || last === undefined) return [];
    const tone = first.tone === 'good' && last.tone === 'good' ? 'good' : 'warn';
    const isFromOrigin = first.column === COLUMNS.origin;
    const way = isFromOrigin && last.column === COLUMNS.origin ? 'local' : isFromOrigin ? 'far' : 'plain';
    return [{ id: `${start}>${end}`, from: start, to: end, tone, label, isLink: false, way }];
  };
  const ways = [to, from].flatMap((site) =>
    ['api', 'gateway'].flatMap((service) => [
      ...connection(`brokers-${site}`, `${service}-${site}`),
      ...connection(`${service}-${site}`, 'front-door'),
    ]),
  );
  return [
    ...connection(`feed-${from}`, `brokers-${from}`, formatRate(origin?.rate ?? null)),
    {
      id: 'link',
      from: `brokers-${from}`,
      to: `brokers-${to}`,
      tone: linkTone(state),
      label: linkLabel(state, rate),
      isLink: true,
      way: 'plain',
    },
    ...ways,
    ...connection('front-door', 'clients'),
  ];
}

/** The operator's cut shows before the sites notice it. */
function isCut({ link }: Pick<ConsoleState, 'link'>): boolean {
  return link.cable === 'cut' || link.state === 'down';
}

function linkTone(state: ConsoleState): ViewTone {
  const { link, account } = state;
  if (isCut(state) || link.state === 'silent') return 'warn';
  if (link.state === 'unknown') return 'unknown';
  return account.phase === 'draining' ? 'filling' : 'good';
}

function linkLabel(state: ConsoleState, rate: number | null): string {
  const { link, account, time } = state;
  if (isCut(state)) {
    const span = link.since === null ? '' : ` for ${formatSpan(time - link.since)}`;
    return `${link.cable === 'cut' ? 'cut' : 'down'}${span}`;
  }
  if (link.state === 'silent') return 'nothing arrives';
  if (link.state === 'unknown') return 'not known';
  if (account.phase === 'draining') return `catching up, ${formatRate(rate)}`;
  return `${link.rtt === null ? 'up' : `rtt ${link.rtt.toFixed(1)} ms`}, ${formatRate(rate)}`;
}

function holdsText({ account }: ConsoleState): string {
  return account.held === null ? '' : `held ${formatCount(account.held)}`;
}

function lagText({ account }: ConsoleState): string {
  if (account.held === null || account.inFlight === null) return '';
  return `lag ${formatCount(account.held + account.inFlight)}`;
}

function memberOf({ name, ready, clients }: ConsoleState['services'][number]): Member {
  if (!ready) return { name, tone: 'warn', note: 'not ready' };
  return {
    name,
    tone: 'good',
    note: clients === null ? '' : `${formatCount(clients)} ${clients === 1 ? 'client' : 'clients'}`,
  };
}

function isMeant({ wanted, ready }: ConsoleState['services'][number]): boolean {
  return wanted !== false || ready;
}

function shareOf(state: ConsoleState, { service, weight }: ConsoleState['shares'][number]): number {
  const all = state.shares.filter((one) => one.service === service).reduce((sum, one) => sum + one.weight, 0);
  return all === 0 ? 0 : Math.round((100 * weight) / all);
}

function worstOf(members: readonly Member[]): ViewTone {
  if (members.length === 0) return 'unknown';
  return members.every(({ tone }) => tone === 'good') ? 'good' : 'warn';
}

/** A box in one sentence, for a screen reader. */
export function boxText({ title, site, fact, members }: Box): string {
  const place = site === null ? '' : ` ${siteLabel(site)}`;
  const lines = members.map(({ name, tone, note }) => `${name} ${tone === 'good' ? 'ready' : ''} ${note}`.trim());
  return [`${title}${place}`, fact, ...lines].filter((text) => text !== '').join(', ');
}

import type { ConsoleReceipt, ConsoleState } from '@quotebridge/contracts/wire';
import { isWhole } from '../store/condition.ts';
import type { Condition } from '../store/condition.ts';
import type { Figures } from '../store/figures.ts';

/**
 * `good`: as it should be. `filling`: recovering by itself. `warn`: interrupted, and nothing is lost. `bad`: quotes are lost. `unknown`: nobody here knows.
 */
export type ViewTone = 'good' | 'filling' | 'warn' | 'bad' | 'unknown';

/** A site, the link, or this page, as the strip shows it. */
interface StripPart {
  readonly tone: ViewTone;
  readonly name: string;
  /** Quotes per second; `null` while unknown. */
  readonly rate: number | null;
}

export interface StripView {
  /** `null` where the demo has no console: a gateway does not know the other site. */
  readonly origin: (StripPart & { readonly held: number }) | null;
  readonly link: {
    readonly tone: ViewTone;
    readonly state: 'up' | 'down' | 'silent' | 'unknown';
    /** In milliseconds. */
    readonly rtt: number | null;
    /** Up to when quotes came, in milliseconds since the Unix epoch. */
    readonly since: number | null;
    /** By the same clock. */
    readonly now: number | null;
    /** Whether it can be cut and restored from here. */
    readonly isOperable: boolean;
  };
  /** The site at the end of the link, or the one that serves this page where nothing else is known. */
  readonly mirror: StripPart & { readonly awaited: number };
  /** Clients of all gateways; `null` while unknown. */
  readonly clients: number | null;
  /** `rate`: quotes per second that this page gets. */
  readonly you: { readonly tone: ViewTone; readonly rate: number };
  /** The newest outage that is over. */
  readonly receipt: ConsoleReceipt | null;
}

/** What the foot shows beside the page's own counts. */
interface FootView {
  /** Quotes that this page still waits for: 0 as long as the banner calls prices live and complete. */
  readonly missing: number;
  readonly missingTone: ViewTone;
  /** `null` without a console. */
  readonly held: number | null;
  /** Lost between the sites; `null` without a console. */
  readonly lost: number | null;
  readonly link: StripView['link']['state'] | null;
  readonly linkTone: ViewTone;
}

export interface AccountView {
  readonly strip: StripView;
  readonly foot: FootView;
  /** How many quotes the banner says are left. */
  readonly left: number;
}

/**
 * What strip, banner and foot show: one account, from one condition, one reading of this page's figures and one snapshot of both sites, so that they never
 * contradict each other. Pure.
 */
export function accountView(
  condition: Condition,
  { totals, status, savings }: Pick<Figures, 'totals' | 'status' | 'savings'>,
  state: ConsoleState | null,
): AccountView {
  const missing = isWhole(condition) ? 0 : totals.missing;
  const held = state?.account.held ?? 0;
  const isServedByMirror = state !== null && status?.site === state.link.to;
  const link = linkView(state, status?.link ?? null);
  const page = pageTone(condition);
  return {
    strip: {
      origin: state && originView(state, held),
      link,
      mirror: mirrorView(state, { held, page, site: status?.site ?? null, isServedByMirror }),
      clients: clientsOf(state),
      you: { tone: page, rate: page === 'warn' ? 0 : savings.deliveriesPerSecond },
      receipt: state?.receipts[0] ?? null,
    },
    foot: {
      missing,
      missingTone: missing > 0 ? (condition.alarm === null || !condition.fresh ? 'filling' : 'bad') : 'good',
      held: state === null ? null : held,
      lost: state?.account.lost ?? null,
      link: link.state === 'unknown' && state === null ? null : link.state,
      linkTone: link.tone,
    },
    left: Math.max(missing, isServedByMirror ? held : 0),
  };
}

function originView(state: ConsoleState, held: number): StripView['origin'] {
  const { from } = state.link;
  const site = state.sites.find((one) => one.site === from);
  const tone = site?.reachable === true ? (site.rate === 0 ? 'warn' : 'good') : 'unknown';
  return { tone, name: from, rate: site?.rate ?? null, held };
}

function linkView(state: ConsoleState | null, seen: 'up' | 'down' | 'unknown' | null): StripView['link'] {
  if (state === null) {
    const known = seen ?? 'unknown';
    return { tone: LINK_TONES[known], state: known, rtt: null, since: null, now: null, isOperable: false };
  }
  const { state: name, rtt, since } = state.link;
  const tone = name === 'up' && state.account.phase === 'draining' ? 'filling' : LINK_TONES[name];
  const isOperable = state.actions.includes('cut') && state.actions.includes('restore');
  return { tone, state: name, rtt, since, now: state.time, isOperable };
}

const LINK_TONES = { up: 'good', down: 'warn', silent: 'warn', unknown: 'unknown' } as const;

function mirrorView(
  state: ConsoleState | null,
  page: {
    readonly held: number;
    readonly page: ViewTone;
    readonly site: string | null;
    readonly isServedByMirror: boolean;
  },
): StripView['mirror'] {
  if (state === null) return { tone: page.page, name: page.site ?? '', rate: null, awaited: 0 };
  const { link, account, sites } = state;
  const site = sites.find((one) => one.site === link.to);
  const tone = site?.reachable === true ? PHASE_TONES[account.phase] : 'unknown';
  // The page knows more of the site that serves it than the site's stream says: its gateway may hang.
  const worse = page.isServedByMirror && RANK.indexOf(page.page) > RANK.indexOf(tone) ? page.page : tone;
  return { tone: worse, name: link.to, rate: site?.rate ?? null, awaited: page.held };
}

const PHASE_TONES = { through: 'good', held: 'warn', draining: 'filling', unknown: 'unknown' } as const;
const RANK: readonly ViewTone[] = ['good', 'unknown', 'filling', 'warn', 'bad'];

/** How the banner calls the prices of this page. */
function pageTone(condition: Condition): ViewTone {
  const { connection, fresh, complete, held, alarm } = condition;
  if (connection === 'connecting') return 'unknown';
  if (connection !== 'connected' || !fresh) return 'warn';
  if (complete) return held ? 'filling' : 'good';
  return alarm === null ? 'filling' : 'bad';
}

function clientsOf(state: ConsoleState | null): number | null {
  const counts = (state?.services ?? []).flatMap(({ clients }) => clients ?? []);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

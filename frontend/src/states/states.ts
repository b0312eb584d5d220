import type { ConsoleState, LinkState } from '@quotebridge/contracts/wire';
import { unconnected } from '../store/condition.ts';
import type { Condition } from '../store/condition.ts';
import type { Listed } from '../store/instrument-loader.ts';
import { inventConsole, inventReceipt } from './invented-console.ts';

/** One state of the board, reproduced without brokers. */
export interface BoardState {
  readonly name: string;
  readonly condition: Condition;
  readonly listed: Listed;
  /** The number of instruments, and of those with a quote. */
  readonly listings: number;
  readonly quoted: number;
  readonly link: LinkState | null;
  /** The site that serves the board; the cloud unless given. */
  readonly site?: string;
  /** The fragment of the address. */
  readonly hash?: string;
  readonly missing?: number;
  /** `null`: the demo has no console. Default: one that finds nothing wrong. */
  readonly console?: ConsoleState | null;
}

/** A fixed time, so that screenshots are reproducible. */
export const NOW = Date.UTC(2026, 0, 30, 14, 30, 5);

const live: Condition = { ...unconnected, connection: 'connected', fresh: true };
const stale: Condition = { ...live, fresh: false, since: NOW - 8_000 };
const full = { listed: 'listed', listings: 24, quoted: 24, link: 'up' } as const;

/** Every state of the board, by its name in the address. */
export const STATES: Readonly<Record<string, BoardState>> = {
  connecting: { ...full, name: 'Connecting', condition: unconnected, quoted: 0, link: null },
  live: { ...full, name: 'Live', condition: live },
  conflating: { ...full, name: 'Conflating', condition: { ...live, conflating: true } },
  filling: { ...full, name: 'Catching up', condition: { ...live, complete: false }, missing: 212 },
  moving: { ...full, name: 'Switching site', condition: { ...live, relocating: 'move' } },
  draining: { ...full, name: 'Switching gateway', condition: { ...live, relocating: 'drain' } },
  switched: { ...full, name: 'Switched site', condition: { ...live, switchedTo: 'onprem' }, site: 'onprem' },
  interrupted: {
    ...full,
    name: 'The link is cut, on-prem goes on',
    condition: { ...stale, reason: 'link', held: true },
    link: 'down',
    console: inventConsole(NOW, { phase: 'held', held: 7_651, receipt: inventReceipt(NOW, { number: 2 }) }),
  },
  arriving: {
    ...full,
    name: 'Held quotes arrive',
    condition: { ...live, complete: false, held: true },
    missing: 212,
    console: inventConsole(NOW, { phase: 'draining', held: 3_204 }),
  },
  recovered: {
    ...full,
    name: 'After an outage',
    condition: live,
    console: inventConsole(NOW, { phase: 'through', receipt: inventReceipt(NOW) }),
  },
  lossy: {
    ...full,
    name: 'After an outage with losses',
    condition: live,
    console: inventConsole(NOW, { phase: 'through', receipt: inventReceipt(NOW, { recovered: 7_600, lost: 51 }) }),
  },
  alone: { ...full, name: 'Without a console', condition: live, console: null },
  joining: { ...full, name: 'Rows without a quote', condition: live, quoted: 9 },
  'stale-link': { ...full, name: 'Stale: link', condition: { ...stale, reason: 'link' }, link: 'down' },
  'stale-feed': { ...full, name: 'Stale: feed', condition: { ...stale, reason: 'feed' } },
  'stale-clock': {
    ...full,
    name: 'Stale: clocks',
    condition: { ...stale, reason: 'clock', clockOffset: -3_600_000 },
  },
  'stale-mirror': {
    ...full,
    name: 'Stale: mirror',
    condition: { ...stale, reason: 'mirror', alarm: 'QUOTES has received nothing for 4 s while its origin grew' },
  },
  'stale-paused': { ...full, name: 'Stale: bridge paused', condition: { ...stale, reason: 'paused' } },
  alarm: {
    ...full,
    name: 'Incomplete: mirror',
    condition: {
      ...live,
      complete: false,
      alarm: 'QUOTES has received nothing for 4 s while its origin grew',
    },
    missing: 212,
  },
  paused: { ...full, name: 'Incomplete: bridge paused', condition: { ...live, complete: false, paused: true } },
  'stale-unknown': { ...full, name: 'Stale: cause unknown', condition: { ...stale, reason: 'unknown' } },
  'stale-reader': { ...full, name: 'Stale: reader', condition: { ...stale, reason: 'reader' } },
  'stale-gateway': { ...full, name: 'Stale: gateway', condition: { ...stale, reason: 'gateway' }, link: null },
  'stale-browser': {
    ...full,
    name: 'Stale: browser offline',
    condition: { ...stale, connection: 'reconnecting', reason: 'browser' },
    link: null,
  },
  reconnecting: { ...full, name: 'Reconnecting', condition: { ...live, connection: 'reconnecting' }, link: null },
  'cut-off': {
    ...full,
    name: 'Disconnected',
    condition: {
      ...stale,
      connection: 'reconnecting',
      reason: 'gateway',
      cutOff: 'more than 10,000 quotes waited for this client',
    },
    link: null,
  },
  empty: { ...full, name: 'Empty', condition: live, listings: 0, quoted: 0 },
  'empty-list': { ...full, name: 'Empty watchlist', condition: live, hash: '#list=Rail' },
  error: { ...full, name: 'Error', condition: live, listed: 'failed', listings: 0, quoted: 0 },
  detail: { ...full, name: 'Detail', condition: live, hash: '#symbol=DEMO03' },
  'stale-detail': {
    ...full,
    name: 'Detail: stale',
    condition: { ...stale, reason: 'link' },
    link: 'down',
    hash: '#symbol=DEMO03',
  },
};

import { clockText } from '@quotebridge/contracts/wire';
import type { Condition } from '../store/condition.ts';
import type { Listed } from '../store/instrument-loader.ts';
import { formatCount, formatTime } from './format.ts';

/** The banner's look: each tone has its own colour and symbol. */
export type Tone = 'waiting' | 'live' | 'conflating' | 'filling' | 'moving' | 'stale' | 'reconnecting' | 'cut-off';

export interface Announcement {
  readonly tone: Tone;
  readonly headline: string;
  readonly detail: string;
  /** For a screen reader: leaves out what changes while the quality of the prices does not. */
  readonly spoken: string;
}

const reasons = {
  feed: 'no heartbeat from the feed',
  link: 'the link between the sites is down',
  mirror: 'the mirror is not following its origin',
  paused: 'the bridge between the sites is paused',
  clock: "the gateway's clock and the feed's differ",
  reader: 'the gateway cannot read its stream',
  unknown: 'no heartbeat from the feed, cause not known yet',
  gateway: 'no data from the gateway',
  browser: 'this browser is offline',
} as const;

/** The state of the market data that the condition does not cover. */
export interface Market {
  readonly listed: Listed;
  /** True while no symbol is known, neither from the API nor from a quote. */
  readonly isEmpty: boolean;
  /** Maximum updates per second; `null` when the board receives every quote. */
  readonly maxRate: number | null;
  /** How many quotes have not come yet, to this page or to the site that serves it. */
  readonly left: number;
}

/** The banner's text for a condition. `spoken` has no counters, so a screen reader speaks only when the state changes. */
export function announce(condition: Condition, { listed, isEmpty, maxRate, left }: Market): Announcement {
  const { connection, fresh, problem, cutOff } = condition;
  const reason = reasonText(condition);
  if (connection === 'connecting') {
    return say('waiting', 'Connecting', problem ?? reason ?? 'waiting for the first prices');
  }
  if (connection === 'reconnecting') {
    const prices = fresh ? 'prices are up to a few seconds old' : `prices ${staleSince(condition)}`;
    if (cutOff !== null) return say('cut-off', 'Disconnected', cutOff, prices);
    return say('reconnecting', 'Reconnecting', prices, condition.reason === 'browser' ? reason : null, problem);
  }
  if (!fresh) return say('stale', capitalised(staleSince(condition)), reason, condition.alarm, problem);
  if (isEmpty && listed !== 'asking') {
    return say('waiting', 'Connected', listed === 'failed' ? 'the API does not list any instruments' : 'no quotes yet');
  }
  const remark = remarkOn(condition);
  if (condition.relocating !== null) {
    return say(
      'moving',
      condition.relocating === 'move' ? 'Switching site' : 'Switching gateway',
      'prices stay live',
      remark,
    );
  }
  if (!condition.complete || condition.held) {
    if (condition.alarm !== null && !condition.complete)
      return say('filling', 'Incomplete', 'prices are up to date, quotes are missing', remark);
    if (condition.paused)
      return say('filling', 'Incomplete', 'prices are up to date, but the bridge between the sites is paused', remark);
    const progress = left === 0 ? 'recovering missing quotes' : `${formatCount(left)} left`;
    return { ...say('filling', 'Catching up', progress, remark), spoken: 'Catching up' };
  }
  if (!condition.conflating) return say('live', 'Live', 'up to date', remark);
  const how = maxRate === null ? 'conflated' : `${maxRate}/s, conflated`;
  return { ...say('conflating', 'Live', `up to date (${how})`, remark), spoken: 'Live' };
}

function say(tone: Tone, headline: string, ...details: readonly (string | null)[]): Announcement {
  const detail = details.filter((part) => part !== null && part !== '').join(' · ');
  return { tone, headline, detail, spoken: tone === 'live' ? headline : `${headline}: ${detail}` };
}

/** What happened, or is wrong, while prices are up to date. */
function remarkOn({ cutOff, problem, alarm, switchedTo }: Condition): string | null {
  if (cutOff !== null) return `was disconnected: ${cutOff}`;
  return problem ?? alarm ?? (switchedTo === null ? null : `now served from ${switchedTo}`);
}

function reasonText({ reason, clockOffset }: Condition): string | null {
  if (reason === null) return null;
  return reason === 'clock' && clockOffset !== null ? clockText(clockOffset) : reasons[reason];
}

function staleSince({ since }: Condition): string {
  return since === null ? 'stale' : `stale since ${formatTime(since)}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import { clockText } from '@quotebridge/contracts/wire';
import type { Condition } from '../store/condition.ts';
import type { Listed } from '../store/instrument-loader.ts';
import { formatCount, formatTime } from './format.ts';

/** How the banner looks; each has a colour and a shape of its own. */
export type Tone = 'waiting' | 'live' | 'conflating' | 'filling' | 'moving' | 'stale' | 'reconnecting' | 'cut-off';

export interface Announcement {
  readonly tone: Tone;
  readonly headline: string;
  readonly detail: string;
  /** For a screen reader: nothing that comes and goes while prices stay as good as they are. */
  readonly spoken: string;
}

const because = {
  feed: 'no heartbeat from the feed',
  link: 'the link between the sites is down',
  mirror: 'the mirror does not follow its origin',
  clock: "the gateway's clock and the feed's differ",
  reader: 'the gateway cannot read its stream',
  unknown: 'no heartbeat from the feed; why is not known yet',
  gateway: 'nothing is heard from the gateway',
  browser: 'this browser is offline',
} as const;

/** What there is to have prices of. */
export interface Market {
  readonly listed: Listed;
  /** No symbol is known, neither from the API nor from a quote. */
  readonly isEmpty: boolean;
  /** How often this board gets prices at most, per second; `null` where it gets every quote. */
  readonly maxRate: number | null;
  /** How many quotes are still missing, where that is known here. */
  readonly missing: number;
}

/** The state of the board in words. It holds nothing that counts up, so a screen reader speaks on change only. */
export function announce(condition: Condition, { listed, isEmpty, maxRate, missing }: Market): Announcement {
  const { connection, fresh, problem, cutOff } = condition;
  const reason = reasonText(condition);
  if (connection === 'connecting') {
    return say('waiting', 'Connecting', problem ?? reason ?? 'waiting for the first prices');
  }
  if (connection === 'reconnecting') {
    const prices = fresh ? 'prices are a moment old' : `prices ${staleSince(condition)}`;
    if (cutOff !== null) return say('cut-off', 'Cut off', cutOff, prices);
    return say('reconnecting', 'Reconnecting', prices, condition.reason === 'browser' ? reason : null, problem);
  }
  if (!fresh) return say('stale', capitalised(staleSince(condition)), reason, condition.alarm, problem);
  if (isEmpty && listed !== 'asking') {
    return say(
      'waiting',
      'Connected',
      listed === 'failed' ? 'the API does not list what is traded' : 'nothing is quoted yet',
    );
  }
  const before = cutOff === null ? (problem ?? condition.alarm) : `was cut off: ${cutOff}`;
  if (condition.moving) return say('moving', 'Moving', 'to another gateway · up to date meanwhile', before);
  if (!condition.complete) {
    const left = missing === 0 ? 'missing quotes are on their way' : `${formatCount(missing)} left`;
    return { ...say('filling', 'Catching up', left, before), spoken: 'Catching up' };
  }
  if (!condition.conflating) return say('live', 'Live', 'up to date', before);
  const how = maxRate === null ? 'conflated' : `${maxRate}/s, conflated`;
  return { ...say('conflating', 'Live', `up to date (${how})`, before), spoken: 'Live' };
}

function say(tone: Tone, headline: string, ...details: readonly (string | null)[]): Announcement {
  const detail = details.filter((part) => part !== null && part !== '').join(' · ');
  return { tone, headline, detail, spoken: tone === 'live' ? headline : `${headline}: ${detail}` };
}

function reasonText({ reason, clockOffset }: Condition): string | null {
  if (reason === null) return null;
  return reason === 'clock' && clockOffset !== null ? clockText(clockOffset) : because[reason];
}

function staleSince({ since }: Condition): string {
  return since === null ? 'stale' : `stale since ${formatTime(since)}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import type { Condition } from '../store/condition.ts';
import type { Listed } from '../store/instrument-loader.ts';
import { formatTime } from './format.ts';

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
  feed: 'the feed is silent',
  link: 'the link between the sites is down',
  reader: 'the gateway cannot follow its stream',
  gateway: 'nothing is heard from the gateway',
  browser: 'this browser is offline',
} as const;

/** What there is to have prices of. */
export interface Market {
  readonly listed: Listed;
  /** No symbol is known, neither from the API nor from a quote. */
  readonly isEmpty: boolean;
}

/** The state of the board in words. It holds nothing that counts up, so a screen reader speaks on change only. */
export function announce(condition: Condition, { listed, isEmpty }: Market): Announcement {
  const { connection, fresh, problem, cutOff } = condition;
  const reason = condition.reason === null ? null : because[condition.reason];
  if (connection === 'connecting') {
    return say('waiting', 'Connecting', problem ?? reason ?? 'waiting for the first prices');
  }
  if (connection === 'reconnecting') {
    const prices = fresh ? 'prices are a moment old' : `prices ${staleSince(condition)}`;
    if (cutOff !== null) return say('cut-off', 'Cut off', cutOff, prices);
    return say('reconnecting', 'Reconnecting', prices, reason === because.browser ? reason : null, problem);
  }
  if (!fresh) return say('stale', capitalised(staleSince(condition)), reason, problem);
  if (isEmpty && listed !== 'asking') {
    return say(
      'waiting',
      'Connected',
      listed === 'failed' ? 'the API does not list what is traded' : 'nothing is quoted yet',
    );
  }
  const before = cutOff === null ? problem : `was cut off: ${cutOff}`;
  if (condition.moving) return say('moving', 'Moving', 'to another gateway; prices are current meanwhile', before);
  if (!condition.complete) return say('filling', 'Filling a gap', 'missed quotes are being filled in', before);
  if (!condition.conflating) return say('live', 'Live', 'prices are current', before);
  return { ...say('conflating', 'Live', 'prices are current, older ones conflated', before), spoken: 'Live' };
}

function say(tone: Tone, headline: string, ...details: readonly (string | null)[]): Announcement {
  const detail = details.filter((part) => part !== null && part !== '').join(' · ');
  return { tone, headline, detail, spoken: tone === 'live' ? headline : `${headline}: ${detail}` };
}

function staleSince({ since }: Condition): string {
  return since === null ? 'stale' : `stale since ${formatTime(since)}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import type { Condition } from '../store/condition.ts';
import { formatTime } from './format.ts';

/** How the banner looks; each has a colour and a shape of its own. */
export type Tone = 'waiting' | 'live' | 'stale' | 'reconnecting';

export interface Announcement {
  readonly tone: Tone;
  readonly headline: string;
  readonly detail: string;
}

const because = {
  feed: 'the feed is silent',
  link: 'the link between the sites is down',
  reader: 'the gateway cannot follow its stream',
  gateway: 'nothing is heard from the gateway',
} as const;

/** The state of the board in words. It holds nothing that counts up, so a screen reader speaks on change only. */
export function announce(condition: Condition): Announcement {
  const { connection, fresh, problem } = condition;
  if (connection === 'connecting') {
    return { tone: 'waiting', headline: 'Connecting', detail: problem ?? 'waiting for the first prices' };
  }
  if (connection === 'reconnecting') {
    const detail = fresh ? 'prices are a moment old' : `prices ${staleSince(condition)}`;
    return { tone: 'reconnecting', headline: 'Reconnecting', detail: withProblem(detail, problem) };
  }
  if (fresh) {
    const detail = condition.complete ? 'prices are current' : 'missed quotes are being filled in';
    return { tone: 'live', headline: 'Live', detail: withProblem(detail, problem) };
  }
  const reason = condition.reason === null ? '' : because[condition.reason];
  return { tone: 'stale', headline: capitalised(staleSince(condition)), detail: withProblem(reason, problem) };
}

function staleSince({ since }: Condition): string {
  return since === null ? 'stale' : `stale since ${formatTime(since)}`;
}

function withProblem(detail: string, problem: string | null): string {
  return [detail, problem].filter((part) => part !== null && part !== '').join(' · ');
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

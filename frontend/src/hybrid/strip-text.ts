import type { ConsoleReceipt } from '@quotebridge/contracts/wire';
import { formatCount } from '../board/format.ts';
import type { StripView, ViewTone } from './account-view.ts';

/** For eyes that do not see colours. */
export const TONE_MARKS: Record<ViewTone, string> = { good: '●', filling: '◍', warn: '■', bad: '✕', unknown: '○' };

/** For eyes that do not see colours, and for screen readers. */
export const TONE_TEXTS: Record<ViewTone, string> = {
  good: 'works',
  filling: 'is catching up',
  warn: 'is interrupted',
  bad: 'has lost quotes',
  unknown: 'not known',
};

/** The site's name as people write it. */
export function siteLabel(site: string): string {
  return site === 'onprem' ? 'on-prem' : site;
}

/** Seconds with a tenth, below 100 s; then minutes and seconds. */
export function formatSpan(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1_000;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

export function formatRate(rate: number | null): string {
  return rate === null ? '–' : `${formatCount(rate)}/s`;
}

export function linkText({ state, rtt, since, now, tone }: StripView['link']): string {
  if (state === 'silent') return 'nothing arrives';
  if (state === 'down')
    return since === null || now === null ? 'down' : `down for ${Math.floor(Math.max(0, now - since) / 1_000)} s`;
  if (state === 'unknown') return 'not known';
  if (tone === 'filling') return 'back, catching up';
  return rtt === null ? 'up' : `rtt ${rtt < 10 ? rtt.toFixed(1) : Math.round(rtt)} ms`;
}

const CAUSES: Readonly<Record<string, string>> = {
  link: 'cut',
  feed: 'without the feed',
  mirror: 'without the mirror',
  reader: 'without the stream',
  clock: 'with differing clocks',
};

/** What a receipt says, part by part. `isMinor`: left out where there is little room. */
export function receiptParts(receipt: ConsoleReceipt): readonly { readonly text: string; readonly isMinor: boolean }[] {
  const { number, cause, from, to, held, recovered, lost, duplicates } = receipt;
  return [
    { text: `#${number}: ${formatSpan(to - from)} ${CAUSES[cause] ?? 'interrupted'}`, isMinor: false },
    { text: `${formatCount(held)} held`, isMinor: true },
    { text: `${formatCount(recovered)} recovered`, isMinor: false },
    { text: `${formatCount(lost)} lost`, isMinor: false },
    { text: `${formatCount(duplicates)} duplicates`, isMinor: true },
  ];
}

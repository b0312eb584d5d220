import { styleText } from 'node:util';
import { clockText, QUOTES_STREAM } from '@quotebridge/contracts/wire';
import type { paths as RestPaths } from '@quotebridge/contracts/rest';
import type { StaleReason } from '@quotebridge/contracts/wire';
import Table from 'cli-table3';
import { ageText, timeText } from './texts.ts';

type Content<Path extends keyof RestPaths> = RestPaths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;

type Quotes = Content<'/v1/quotes'>;
export type Quote = Quotes['quotes'][number];
export type History = Content<'/v1/quotes/{symbol}/history'>;
export type Status = Content<'/v1/status'>;
export type Stale = Quotes['stale'];

const PLAIN = { head: [], border: [], compact: true };

/** Quotes, one per line. `now` in milliseconds since the Unix epoch. */
export function quoteTable(quotes: readonly Quote[], now: number): string {
  const table = new Table({
    style: PLAIN,
    head: ['symbol', 'bid', 'size', 'ask', 'size', 'last', 'seq', 'age'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const { symbol, bid, bidSize, ask, askSize, last, seq, published } of quotes)
    table.push([symbol, bid, bidSize, ask, askSize, last, seq, ageText(now - published)]);
  return table.toString();
}

/** A quote as one line, for other programs. */
export function quoteLine({ symbol, bid, bidSize, ask, askSize, last, seq, published }: Quote): string {
  return `${timeText(published)} ${symbol} bid ${bid} x ${bidSize} ask ${ask} x ${askSize} last ${last} seq ${seq}`;
}

export function historyTable({ quotes }: History): string {
  const table = new Table({
    style: PLAIN,
    head: ['published', 'seq', 'bid', 'size', 'ask', 'size', 'last', 'stream seq'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const { published, seq, bid, bidSize, ask, askSize, last, streamSeq } of quotes)
    table.push([timeText(published), seq, bid, bidSize, ask, askSize, last, streamSeq]);
  return table.toString();
}

export function statusTable(status: Status): string {
  const table = new Table({ style: PLAIN });
  const { site, role, link, rtt, lag, heartbeatAge, clock, symbols, totals, alarms, lastError } = status;
  table.push(
    { site: `${site} (${role})` },
    { link: `${link}${rtt === null ? '' : `, ${rtt.toFixed(1)} ms`}` },
    { lag: role === 'origin' ? 'none: this is the origin' : lag === null ? 'unknown' : `${lag} messages` },
    { clock: clockLine(clock) },
    { heartbeat: heartbeatAge === null ? 'none yet' : `${ageText(heartbeatAge)} ago` },
    { prices: staleText(status.stale, status.now) ?? 'fresh' },
    { complete: completeText(status) },
    { symbols },
    {
      quotes: `${totals.received} received, ${totals.missing} missing, ${totals.lost} lost, ${totals.refused} refused`,
    },
    ...alarms.map((alarm) => ({ [`alarm of ${alarm.stream}`]: alarmText(alarm, status.now) })),
    ...(lastError === null || alarms.some(({ text }) => text === lastError) ? [] : [{ 'last error': lastError }]),
  );
  return table.toString();
}

function alarmText({ code, since, text, action }: Status['alarms'][number], now: number): string {
  const done = action === null ? '' : `\n${action}`;
  return `${styleText('yellow', `${code} for ${ageText(now - since)}`)}: ${text}${done}`;
}

/** A highlighted warning; `null` while prices are fresh. */
export function staleText(stale: Stale, now: number): string | null {
  if (stale === null) return null;
  return styleText('yellow', `stale for ${ageText(now - stale.since)}: ${REASONS[stale.reason]}`);
}

const REASONS: Readonly<Record<StaleReason, string>> = {
  reader: 'the API cannot read its stream',
  clock: "its clock and the feed's differ",
  link: 'the link is down',
  mirror: 'the mirror does not follow its origin',
  paused: 'an operator has paused the bridge to its mirror',
  feed: 'no heartbeat from the feed',
  unknown: 'no heartbeat, and why is not known yet',
};

/** Missed quotes are filled in over the link, so not while it is down. */
function completeText({ complete, role, link, stale, streams, bridges }: Status): string {
  if (complete) return 'yes';
  if (role === 'mirror' && link === 'down') return 'no, what is missed is held at the origin until the link is back';
  if (bridges.some(({ carries, state }) => carries === QUOTES_STREAM && state === 'paused'))
    return 'no, what is missed waits at the origin until the bridge is resumed';
  if (streams.some(({ alarm }) => alarm !== null)) return 'no, and a stream has an alarm';
  if (stale === null || stale.reason === 'link') return 'no, missed quotes are being filled in';
  return 'not known while prices are stale';
}

function clockLine({ offset, agree }: Status['clock']): string {
  if (offset === null) return 'not compared with the feed yet';
  return agree ? `within ${Math.abs(Math.round(offset))} ms of the feed's` : clockText(offset);
}

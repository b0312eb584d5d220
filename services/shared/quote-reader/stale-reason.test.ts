import type { StaleReason } from '@quotebridge/contracts/wire';
import { describe, expect, it } from 'vitest';
import { isLinkDown, staleReason } from './stale-reason.ts';
import type { Evidence, Health } from './stale-reason.ts';

const well: Health = { isWell: true, forMs: 60_000 };
const failed: Health = { isWell: false, forMs: 0 };
const since = (forMs: number): Health => ({ isWell: true, forMs });

/** All is well at a site with a mirror. */
const fresh: Evidence = {
  covered: true,
  clocksDisagree: false,
  reader: well,
  role: 'mirror',
  link: well,
  linkActivity: 300,
  mirror: well,
  silence: 600,
  delay: 5,
  behindSchedule: 0,
};
/** No heartbeat has come for 3 s. */
const silent: Evidence = { ...fresh, covered: false, silence: 3_000 };

interface Case {
  readonly what: string;
  readonly evidence: Evidence;
  readonly previous?: StaleReason;
  readonly reason: StaleReason | null;
}

const cases: readonly Case[] = [
  { what: 'all is well', evidence: fresh, reason: null },
  { what: 'the bridge service is gone and heartbeats come', evidence: { ...fresh, link: null }, reason: null },
  { what: 'heartbeats come again', evidence: fresh, previous: 'link', reason: null },

  { what: 'the broker is gone or hangs', evidence: { ...silent, reader: failed }, reason: 'reader' },
  {
    what: 'the broker hangs, and the bridge service of the site is cut off by that too',
    evidence: { ...silent, reader: failed, link: failed, clocksDisagree: true },
    reason: 'reader',
  },
  { what: 'the broker hangs and prices are young', evidence: { ...fresh, reader: failed }, reason: null },
  {
    what: 'the broker is back a moment ago',
    evidence: { ...silent, reader: since(400) },
    previous: 'reader',
    reason: 'reader',
  },
  {
    what: 'the broker is back, and the link is not yet',
    evidence: { ...silent, reader: since(400), link: failed },
    previous: 'reader',
    reason: 'link',
  },

  { what: 'the clocks differ', evidence: { ...fresh, covered: false, clocksDisagree: true }, reason: 'clock' },
  {
    what: 'the clocks differ and the link is cut',
    evidence: { ...silent, clocksDisagree: true, link: failed },
    reason: 'clock',
  },

  { what: 'the link is down', evidence: { ...silent, link: failed }, reason: 'link' },
  {
    what: 'the link is down and prices are young, but nothing newer can come',
    evidence: { ...fresh, silence: 1_700, link: failed },
    reason: 'link',
  },
  {
    what: 'the bridge service says down and a heartbeat came after that',
    evidence: { ...fresh, silence: 200, link: failed },
    reason: null,
  },
  {
    what: 'a heartbeat that came late proves nothing of a link that is down',
    evidence: { ...silent, silence: 200, delay: 4_000, link: failed },
    reason: 'link',
  },
  {
    what: 'the link was cut a moment ago, and the bridge service has not found out',
    evidence: { ...silent, silence: 2_550, linkActivity: 1_700 },
    reason: 'unknown',
  },
  {
    what: 'the link is up again, and its first heartbeat is on its way',
    evidence: { ...silent, silence: 20_000, link: since(400), linkActivity: 100 },
    previous: 'link',
    reason: 'link',
  },
  {
    what: 'a backlog comes',
    evidence: { ...silent, silence: 10, delay: 9_000, link: since(1_000) },
    previous: 'link',
    reason: 'link',
  },
  {
    what: 'the link is cut at the site of the origin, whose prices are fresh',
    evidence: { ...fresh, role: 'origin', link: failed },
    reason: null,
  },
  {
    what: 'the link is cut and the feed dies at the site of the origin',
    evidence: { ...silent, role: 'origin', link: failed },
    reason: 'feed',
  },

  { what: 'the mirror is stuck', evidence: { ...silent, mirror: failed }, reason: 'mirror' },
  {
    what: 'the mirror is stuck and the link is down',
    evidence: { ...silent, mirror: failed, link: failed },
    reason: 'link',
  },
  { what: 'core heartbeats cover the prices of a stuck mirror', evidence: { ...fresh, mirror: failed }, reason: null },
  {
    what: 'the mirror was mended a moment ago',
    evidence: { ...silent, mirror: since(300) },
    previous: 'mirror',
    reason: 'mirror',
  },
  { what: 'the origin has no mirror', evidence: { ...silent, role: 'origin', mirror: failed }, reason: 'feed' },

  { what: 'the feed is dead or hangs', evidence: silent, reason: 'feed' },
  {
    what: 'the feed is dead at the site of the origin',
    evidence: { ...silent, role: 'origin', link: null, linkActivity: null },
    reason: 'feed',
  },
  {
    what: 'the feed is dead and the bridge service too: it may be the link',
    evidence: { ...silent, link: null, linkActivity: null },
    reason: 'unknown',
  },
  {
    what: 'the link was cut, came back, and the feed has been silent since',
    evidence: { ...silent, silence: 20_000, link: since(2_500) },
    previous: 'link',
    reason: 'feed',
  },
  {
    what: 'the link has been up for long, and whether it carries anything is not known',
    evidence: { ...silent, silence: 20_000, linkActivity: null },
    previous: 'link',
    reason: 'unknown',
  },
  {
    what: 'the broker has been back for long, and nobody says how the link is',
    evidence: { ...silent, silence: 20_000, link: null },
    previous: 'reader',
    reason: 'unknown',
  },
  {
    what: 'a long backlog comes',
    evidence: { ...silent, silence: 10, delay: 90_000 },
    previous: 'link',
    reason: 'link',
  },
  {
    what: 'the feed is behind its schedule',
    evidence: { ...silent, silence: 300, behindSchedule: 4_000 },
    reason: 'feed',
  },
  {
    what: 'heartbeats come and their quotes are missing',
    evidence: { ...silent, silence: 300 },
    reason: 'unknown',
  },
];

describe('the reason why prices are stale', () => {
  it.each(cases)('$what: $reason', ({ evidence, previous = null, reason }) => {
    expect(staleReason(evidence, previous)).toBe(reason);
  });

  const linkDown = cases.filter(({ evidence }) => isLinkDown(evidence));
  it.each(linkDown)('never lets prices be fresh beside a link that is down: $what', ({ evidence }) => {
    expect(staleReason(evidence, null)).not.toBeNull();
  });

  const unsure = cases.filter(({ reason }) => reason === 'unknown');
  it.each(unsure)('holds until another is sure: $what', ({ evidence }) => {
    expect(staleReason({ ...evidence, mirror: since(300) }, 'mirror')).toBe('mirror');
  });
});

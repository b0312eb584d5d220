import type { StaleReason } from '@quotebridge/contracts/wire';
import { describe, expect, it } from 'vitest';
import { isLinkDown, staleReason } from './stale-reason.ts';
import type { Evidence, Health } from './stale-reason.ts';

const healthy: Health = { isHealthy: true, forMs: 60_000 };
const failed: Health = { isHealthy: false, forMs: 0 };
const since = (forMs: number): Health => ({ isHealthy: true, forMs });

/** A healthy site with a mirror. */
const fresh: Evidence = {
  covered: true,
  clocksDisagree: false,
  reader: healthy,
  role: 'mirror',
  link: healthy,
  linkActivity: 300,
  mirror: healthy,
  running: healthy,
  silence: 600,
  delay: 5,
  behindSchedule: 0,
};
/** No heartbeat was received for 3 s. */
const silent: Evidence = { ...fresh, covered: false, silence: 3_000 };

interface Case {
  readonly what: string;
  readonly evidence: Evidence;
  readonly previous?: StaleReason;
  readonly reason: StaleReason | null;
}

const cases: readonly Case[] = [
  { what: 'everything is healthy', evidence: fresh, reason: null },
  { what: 'the bridge service is down and heartbeats arrive', evidence: { ...fresh, link: null }, reason: null },
  { what: 'heartbeats arrive again', evidence: fresh, previous: 'link', reason: null },

  { what: 'the broker is down or hangs', evidence: { ...silent, reader: failed }, reason: 'reader' },
  {
    what: 'the broker hangs, which cuts off the bridge service too',
    evidence: { ...silent, reader: failed, link: failed, clocksDisagree: true },
    reason: 'reader',
  },
  { what: 'the broker hangs and prices are still fresh', evidence: { ...fresh, reader: failed }, reason: null },
  {
    what: 'the broker came back a moment ago',
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
    what: 'the link is down and prices are recent, but nothing newer can arrive',
    evidence: { ...fresh, silence: 1_700, link: failed },
    reason: 'link',
  },
  {
    what: 'the bridge service reports the link down, and a heartbeat arrived after that',
    evidence: { ...fresh, silence: 200, link: failed },
    reason: null,
  },
  {
    what: 'a delayed heartbeat does not prove that the link is up',
    evidence: { ...silent, silence: 200, delay: 4_000, link: failed },
    reason: 'link',
  },
  {
    what: 'the link was cut a moment ago, and the bridge service has not noticed',
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
    what: 'a backlog arrives',
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
    what: 'the mirror was repaired a moment ago',
    evidence: { ...silent, mirror: since(300) },
    previous: 'mirror',
    reason: 'mirror',
  },
  { what: 'the origin has no mirror', evidence: { ...silent, role: 'origin', mirror: failed }, reason: 'feed' },

  { what: 'the bridge is paused', evidence: { ...silent, silence: 20_000, running: failed }, reason: 'paused' },
  {
    what: 'the bridge is paused and the link is down',
    evidence: { ...silent, running: failed, link: failed },
    reason: 'link',
  },
  {
    what: 'the bridge is paused, and the mirror has lost its origin',
    evidence: { ...silent, running: failed, mirror: failed },
    reason: 'mirror',
  },
  {
    what: 'core heartbeats cover the prices of a paused bridge',
    evidence: { ...fresh, running: failed },
    reason: null,
  },
  {
    what: 'the bridge was resumed a moment ago',
    evidence: { ...silent, silence: 20_000, running: since(300) },
    previous: 'paused',
    reason: 'paused',
  },
  {
    what: 'the bridge was resumed long ago, and nothing came',
    evidence: { ...silent, silence: 20_000 },
    previous: 'paused',
    reason: 'feed',
  },
  { what: 'the origin has no bridge', evidence: { ...silent, role: 'origin', running: failed }, reason: 'feed' },

  { what: 'the feed is dead or hangs', evidence: silent, reason: 'feed' },
  {
    what: 'the feed is dead at the site of the origin',
    evidence: { ...silent, role: 'origin', link: null, linkActivity: null },
    reason: 'feed',
  },
  {
    what: 'the feed and the bridge service are dead: it may be the link',
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
    what: 'the link has been up for long, and it is unknown whether it carries anything',
    evidence: { ...silent, silence: 20_000, linkActivity: null },
    previous: 'link',
    reason: 'unknown',
  },
  {
    what: 'the broker has been back for long, and the state of the link is unknown',
    evidence: { ...silent, silence: 20_000, link: null },
    previous: 'reader',
    reason: 'unknown',
  },
  {
    what: 'a long backlog arrives',
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
    what: 'a reader that has just started reads a backlog of unknown age, from when the feed was late',
    evidence: { ...silent, silence: 300, delay: null, behindSchedule: 4_000 },
    reason: 'unknown',
  },
  {
    what: 'heartbeats arrive and their quotes are missing',
    evidence: { ...silent, silence: 300 },
    reason: 'unknown',
  },
];

describe('the reason why prices are stale', () => {
  it.each(cases)('$what: $reason', ({ evidence, previous = null, reason }) => {
    expect(staleReason(evidence, previous)).toBe(reason);
  });

  const linkDown = cases.filter(({ evidence }) => isLinkDown(evidence));
  it.each(linkDown)('is never null while the link is down: $what', ({ evidence }) => {
    expect(staleReason(evidence, null)).not.toBeNull();
  });

  const unsure = cases.filter(({ reason }) => reason === 'unknown');
  it.each(unsure)('is kept until another is certain: $what', ({ evidence }) => {
    expect(staleReason({ ...evidence, mirror: since(300) }, 'mirror')).toBe('mirror');
  });
});

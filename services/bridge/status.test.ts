import { describe, expect, it } from 'vitest';
import type { StreamInfo } from '@nats-io/jetstream';
import type { Declarations } from '@quotebridge/bridges';
import type { BridgeStatus } from '@quotebridge/contracts';
import { planStreams } from './plan.ts';

import { describeStream, linkState, recentStatus, withVerdict } from './status.ts';

const NAMES = ['QUOTES', 'INSTRUMENTS'];
const declarations: Declarations = {
  streams: NAMES.map((name) => ({ name, site: 'onprem', subjects: [`${name}.*`] })),
  bridges: NAMES.map((stream) => ({ name: stream, mode: 'replicate', stream, from: 'onprem', to: ['cloud'] })),
};

const plans = {
  onprem: planStreams({ site: 'onprem', declarations, replicas: 1, quotesMaxBytes: 1 << 30 }),
  cloud: planStreams({ site: 'cloud', declarations, replicas: 1, quotesMaxBytes: 1 << 30 }),
};
const connected = { connections: 1, rtt: 0.4, cutOff: [] };
const received: BridgeStatus = { site: 'onprem', time: 1, link: 'up', linkRtt: 0.8, streams: [], bridges: [] };

function mirror(activeMs: number) {
  const info = {
    created: '2026-01-31T14:30:00.123456789Z',
    state: { messages: 5, bytes: 500, first_seq: 5, last_seq: 9, last_ts: '2026-01-31T14:31:00Z' },
    mirror: { name: 'QUOTES', lag: 0, active: activeMs * 1e6 },
  };
  return describeStream({ plan: plans.cloud[0]!, info: info as unknown as StreamInfo, pausedFor: [], error: null });
}

describe('describeStream', () => {
  it('describes what a mirror holds and when it last received, without a lag', () => {
    expect(mirror(900)).toMatchObject({
      role: 'mirror',
      declared: true,
      created: Date.UTC(2026, 0, 31, 14, 30, 0, 123),
      messages: 5,
      bytes: 500,
      firstSeq: 5,
      lastSeq: 9,
      newest: Date.UTC(2026, 0, 31, 14, 31),
      activity: 900,
      lag: null,
    });
    expect(mirror(-1).activity).toBeNull();
  });

  it('reports a stream that could not be reached, with the reason', () => {
    expect(describeStream({ plan: plans.onprem[0]!, info: null, pausedFor: [], error: 'no responders' })).toEqual({
      stream: 'QUOTES',
      role: 'origin',
      declared: false,
      created: null,
      messages: 0,
      bytes: 0,
      maxBytes: 1 << 30,
      firstSeq: 0,
      lastSeq: 0,
      newest: null,
      lag: null,
      activity: null,
      pausedFor: [],
      alarm: null,
      lastError: 'no responders',
    });
  });

  it('has the text of an alarm as its last error', () => {
    const alarm = { code: 'stuck' as const, since: 1, text: 'it stopped', action: null, missing: 7 };
    expect(withVerdict(mirror(1), { lag: 7, alarm })).toMatchObject({ lag: 7, alarm, lastError: 'it stopped' });
  });
});

describe('linkState', () => {
  it('is up while a leaf is connected and the mirror receives from its origin', () => {
    expect(linkState(connected, [mirror(900)], null)).toBe('up');
  });

  it('is up while the status of the origin arrives, even if the mirror receives nothing', () => {
    expect(linkState(connected, [mirror(300_000)], { status: received, age: 400 })).toBe('up');
  });

  it('is down as soon as nothing arrives, even if the leaf connection still exists', () => {
    expect(linkState(connected, [mirror(2_600)], { status: received, age: 1_100 })).toBe('down');
  });

  it('is down before a mirror has received anything', () => {
    expect(linkState(connected, [mirror(-1)], null)).toBe('down');
  });

  it('depends on the leaf connection alone at the origin', () => {
    const origin = [describeStream({ plan: plans.onprem[0]!, info: null, pausedFor: [], error: 'no responders' })];
    expect(linkState(connected, origin, null)).toBe('up');
    expect(linkState({ connections: 0, rtt: null, cutOff: [] }, origin, null)).toBe('down');
  });

  it('is unknown when no broker reports it', () => {
    expect(linkState(null, [mirror(900)], null)).toBe('unknown');
  });
});

it('does not compare with a status of the origin that is too old', () => {
  expect(recentStatus({ status: received, age: 1_900 })).toBe(received);
  expect(recentStatus({ status: received, age: 2_100 })).toBeNull();
  expect(recentStatus(null)).toBeNull();
});

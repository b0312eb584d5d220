import { describe, expect, it } from 'vitest';
import type { StreamInfo } from '@nats-io/jetstream';
import { planStreams } from './plan.ts';
import { describeBridges } from './status.ts';
import type { Observation } from './status.ts';

const plans = {
  onprem: planStreams({ site: 'onprem', replicas: 1, quotesMaxBytes: 1 << 30 }),
  cloud: planStreams({ site: 'cloud', replicas: 1, quotesMaxBytes: 1 << 30 }),
};

function mirror(activeMs: number, lag = 0): Observation[] {
  const info = {
    created: '2026-01-31T14:30:00.123456789Z',
    state: { messages: 5, last_seq: 9 },
    mirror: { name: 'QUOTES', lag, active: activeMs * 1e6 },
  };
  return [{ plan: plans.cloud[0]!, info: info as unknown as StreamInfo, error: null }];
}

describe('describeBridges', () => {
  it('says that the link is up while a leaf is connected and the mirror hears its origin', () => {
    const status = describeBridges('cloud', 1, { connections: 1, rtt: 0.4, cutOff: [] }, mirror(900, 7), null);
    const stream = { role: 'mirror', lag: 7, declared: true, created: Date.UTC(2026, 0, 31, 14, 30, 0, 123) };
    expect(status).toMatchObject({ link: 'up', linkRtt: 0.4, streams: [stream] });
  });

  it('says that the link is down as soon as the mirror hears nothing, though the leaf is not given up yet', () => {
    expect(describeBridges('cloud', 1, { connections: 1, rtt: 0.4, cutOff: [] }, mirror(2_600), null).link).toBe(
      'down',
    );
  });

  it('says that the link is down before a mirror heard anything', () => {
    expect(describeBridges('cloud', 1, { connections: 1, rtt: 0.4, cutOff: [] }, mirror(-1), null).link).toBe('down');
  });

  it('judges by the leaf alone at the origin', () => {
    const origin: Observation[] = [{ plan: plans.onprem[0]!, info: null, error: 'no responders' }];
    expect(describeBridges('onprem', 1, { connections: 1, rtt: 2, cutOff: [] }, origin, null).link).toBe('up');
    expect(describeBridges('onprem', 1, { connections: 0, rtt: null, cutOff: [] }, origin, null).link).toBe('down');
  });

  it("has the round trip from the origin's bridge where the brokers do not know it, while the link is up", () => {
    const origin = describeBridges('onprem', 1, { connections: 1, rtt: 0.8, cutOff: [] }, [], null);
    const link = { connections: 1, rtt: null, cutOff: [] };
    expect(describeBridges('cloud', 1, link, mirror(900), origin).linkRtt).toBe(0.8);
    expect(describeBridges('cloud', 1, link, mirror(2_600), origin).linkRtt).toBeNull();
    expect(describeBridges('cloud', 1, link, mirror(900), null).linkRtt).toBeNull();
  });

  it('says that it does not know the link when no broker told of it', () => {
    expect(describeBridges('cloud', 1, null, mirror(900), null).link).toBe('unknown');
  });

  it('reports a stream that could not be reached, with the reason', () => {
    const status = describeBridges(
      'onprem',
      1,
      null,
      [{ plan: plans.onprem[0]!, info: null, error: 'no responders' }],
      null,
    );
    expect(status.streams).toEqual([
      {
        stream: 'QUOTES',
        role: 'origin',
        declared: false,
        created: null,
        messages: 0,
        bytes: 0,
        maxBytes: 1 << 30,
        firstSeq: 0,
        lastSeq: 0,
        lag: null,
        activity: null,
        alarm: null,
        lastError: 'no responders',
      },
    ]);
  });
});

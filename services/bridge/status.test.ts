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
  const info = { state: { messages: 5, last_seq: 9 }, mirror: { name: 'QUOTES', lag, active: activeMs * 1e6 } };
  return [{ plan: plans.cloud[0]!, info: info as unknown as StreamInfo, error: null }];
}

describe('describeBridges', () => {
  it('says that the link is up while a leaf is connected and the mirror hears its origin', () => {
    const status = describeBridges('cloud', 1, { connections: 1, rtt: 0.4, cutOff: [] }, mirror(900, 7));
    expect(status).toMatchObject({ link: 'up', linkRtt: 0.4, streams: [{ role: 'mirror', lag: 7, declared: true }] });
  });

  it('says that the link is down as soon as the mirror hears nothing, though the leaf is not given up yet', () => {
    expect(describeBridges('cloud', 1, { connections: 1, rtt: 0.4, cutOff: [] }, mirror(2_600)).link).toBe('down');
  });

  it('says that the link is down before a mirror heard anything', () => {
    expect(describeBridges('cloud', 1, { connections: 1, rtt: 0.4, cutOff: [] }, mirror(-1)).link).toBe('down');
  });

  it('judges by the leaf alone at the origin', () => {
    const origin: Observation[] = [{ plan: plans.onprem[0]!, info: null, error: 'no responders' }];
    expect(describeBridges('onprem', 1, { connections: 1, rtt: 2, cutOff: [] }, origin).link).toBe('up');
    expect(describeBridges('onprem', 1, { connections: 0, rtt: null, cutOff: [] }, origin).link).toBe('down');
  });

  it('says that it does not know the link when no broker told of it', () => {
    expect(describeBridges('cloud', 1, null, mirror(900)).link).toBe('unknown');
  });

  it('reports a stream that could not be reached, with the reason', () => {
    const status = describeBridges('onprem', 1, null, [{ plan: plans.onprem[0]!, info: null, error: 'no responders' }]);
    expect(status.streams).toEqual([
      {
        stream: 'QUOTES',
        role: 'origin',
        declared: false,
        messages: 0,
        lastSeq: 0,
        lag: null,
        lastError: 'no responders',
      },
    ]);
  });
});

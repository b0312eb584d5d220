import type { DeclaredBridge } from '@quotebridge/bridges';
import type { BridgedStream } from '@quotebridge/contracts';
import { describe, expect, it } from 'vitest';
import { BridgeStates } from './bridge-states.ts';

const QUOTES: DeclaredBridge = { name: 'quotes', mode: 'replicate', stream: 'QUOTES', from: 'onprem', to: ['cloud'] };
const LIVE: DeclaredBridge = { name: 'live', mode: 'bridge', events: ['quotes.*'], from: 'onprem', to: 'cloud' };

const mirror = (over: Partial<BridgedStream> = {}): BridgedStream => ({
  stream: 'QUOTES',
  role: 'mirror',
  declared: true,
  created: 1,
  messages: 9,
  bytes: 900,
  maxBytes: null,
  firstSeq: 1,
  lastSeq: 100,
  newest: 40,
  lag: 0,
  activity: 500,
  alarm: null,
  lastError: null,
  ...over,
});

/** Observes rounds half a second apart, at times that begin at 1,000. */
function observe(rounds: readonly (Partial<BridgedStream> & { link?: 'up' | 'down' })[], bridge = QUOTES) {
  const states = new BridgeStates('cloud', { bridges: [bridge] });
  return rounds.map(({ link = 'up', ...over }, index) => {
    const [state] = states.observe({ now: index * 500, time: 1_000 + index * 500, link, streams: [mirror(over)] });
    return state!;
  });
}

describe('a bridge that replicates', () => {
  it('is idle with the time of its newest message, then active with its rate', () => {
    const [first, second, third] = observe([{}, { lastSeq: 110 }, { lastSeq: 120 }]);
    expect(first).toMatchObject({ state: 'idle', since: 1_000, lastActivity: 40, rate: 0, bytes: 900, lag: 0 });
    expect(second).toMatchObject({ state: 'active', since: 1_500, lastActivity: 1_500, rate: 20 });
    expect(third).toMatchObject({ state: 'active', since: 1_500, lastActivity: 2_000, rate: 20 });
  });

  it('is idle again after ten seconds without a message, though its lag is 0 all the time', () => {
    const states = observe([{}, ...Array.from({ length: 25 }, () => ({ lastSeq: 110 }))]);
    const since = states.findIndex(({ state }, index) => index > 1 && state === 'idle');
    expect(since).toBe(21);
    expect(states.at(-1)).toMatchObject({ state: 'idle', since: 1_000 + 21 * 500, lastActivity: 1_500, rate: 0 });
  });

  it.each([
    ['cut-off', { link: 'down' }],
    ['failed', { declared: false }],
    ['failed', { lastError: 'no' }],
    ['unknown', { lag: null }],
  ] as const)('is %s with %j', (state, over) => {
    expect(observe([over])[0]).toMatchObject({ state });
  });

  it('counts from the start again when its stream was recreated', () => {
    expect(observe([{ lastSeq: 100 }, { lastSeq: 5 }])[1]).toMatchObject({ state: 'idle', rate: 0 });
  });
});

it('reports a bridge of events as open while the link is up, and counts nothing', () => {
  const [open, cut] = observe([{}, { link: 'down' }], LIVE);
  expect(open).toMatchObject({
    state: 'open',
    carries: 'quotes.*',
    lag: null,
    rate: null,
    bytes: null,
    lastActivity: null,
  });
  expect(cut).toMatchObject({ state: 'cut-off', since: 1_500 });
});

it('reports only bridges over which its own site receives', () => {
  const states = new BridgeStates('onprem', { bridges: [QUOTES, LIVE] });
  expect(states.observe({ now: 0, time: 0, link: 'up', streams: [mirror()] })).toEqual([]);
});

it('reports a bridge of requests at both sites: one receives the requests, the other the answers', () => {
  const details: DeclaredBridge = { name: 'd', mode: 'bridge', requests: ['details.*'], from: 'cloud', to: 'onprem' };
  const reports = ['onprem', 'cloud', 'edge'].map((site) =>
    new BridgeStates(site, { bridges: [details] }).observe({ now: 0, time: 0, link: 'up', streams: [] }),
  );
  const open = expect.objectContaining({ name: 'd', from: ['cloud'], to: 'onprem', state: 'open' });
  expect(reports).toEqual([[open], [open], []]);
});

it('reports a mode that is not carried out as failed, with the reason', () => {
  const map = [{ from: 'a.*', to: 'b.{{wildcard(1)}}' }];
  expect(observe([{}], { name: 'names', mode: 'transform', at: 'cloud', map })[0]).toMatchObject({
    state: 'failed',
    lastError: 'bridges of mode transform can be declared, but are not carried out yet',
  });
});

import type { DeclaredBridge } from '@quotebridge/bridges';
import type { BridgedStream } from '@quotebridge/contracts';
import { describe, expect, it } from 'vitest';
import { BridgeStates } from './bridge-states.ts';
import type { MadeState } from './made-state.ts';

const QUOTES: DeclaredBridge = { name: 'quotes', mode: 'replicate', stream: 'QUOTES', from: 'onprem', to: ['cloud'] };
const LIVE: DeclaredBridge = { name: 'live', mode: 'bridge', events: ['quotes.*'], from: 'onprem', to: 'cloud' };

/** No mirror is paused. */
const NONE: ReadonlySet<string> = new Set();

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
  pausedFor: [],
  alarm: null,
  lastError: null,
  ...over,
});

/** Observes rounds half a second apart, at times that begin at 1,000. */
interface Round extends Partial<BridgedStream> {
  readonly link?: 'up' | 'down';
  readonly isPaused?: boolean;
}

function observe(rounds: readonly Round[], bridge = QUOTES) {
  const states = new BridgeStates('cloud', { streams: [], bridges: [bridge] });
  return rounds.map(({ link = 'up', isPaused = false, ...over }, index) => {
    const [state] = states.observe({
      now: index * 500,
      time: 1_000 + index * 500,
      link,
      streams: [mirror(over)],
      paused: isPaused ? new Set(['QUOTES']) : NONE,
      made: [],
    });
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

  it('is paused from the first round on, with what waits at the origin, and active once it is resumed', () => {
    const waits = { isPaused: true, lag: 40 };
    const [, paused, still, resumed] = observe([{}, { ...waits, lastSeq: 110 }, waits, { lastSeq: 150 }]);
    expect(paused).toMatchObject({ state: 'paused', since: 1_500, lag: 40, lastError: null });
    expect(still).toMatchObject({ state: 'paused', since: 1_500 });
    expect(resumed).toMatchObject({ state: 'active', since: 2_500 });
  });

  it.each([
    ['cut-off', { link: 'down' }],
    ['failed', { alarm: { code: 'expired', since: 1, text: 'gone', action: null, missing: 7 } }],
  ] as const)('is %s rather than paused with %j', (state, over) => {
    expect(observe([{ ...over, isPaused: true }])[0]).toMatchObject({ state });
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
  const states = new BridgeStates('onprem', { streams: [], bridges: [QUOTES, LIVE] });
  expect(states.observe({ now: 0, time: 0, link: 'up', streams: [mirror()], paused: NONE, made: [] })).toEqual([]);
});

it('reports a bridge of requests at both sites: one receives the requests, the other the answers', () => {
  const details: DeclaredBridge = { name: 'd', mode: 'bridge', requests: ['details.*'], from: 'cloud', to: 'onprem' };
  const reports = ['onprem', 'cloud', 'edge'].map((site) =>
    new BridgeStates(site, { streams: [], bridges: [details] }).observe({
      now: 0,
      time: 0,
      link: 'up',
      streams: [],
      paused: NONE,
      made: [],
    }),
  );
  const open = expect.objectContaining({ name: 'd', from: ['cloud'], to: 'onprem', state: 'open' });
  expect(reports).toEqual([[open], [open], []]);
});

const MAP = [{ from: 'a.*', to: 'b.{{wildcard(1)}}' }];
const JOINED: DeclaredBridge = {
  name: 'joined',
  mode: 'aggregate',
  stream: 'ALL',
  at: 'cloud',
  sources: [{ stream: 'QUOTES', from: 'cloud' }],
};
const made = (over: Partial<MadeState> = {}): MadeState => ({
  stream: 'ALL',
  declared: true,
  lastSeq: 7,
  newest: 40,
  bytes: 70,
  lag: 0,
  isReceiving: true,
  lastError: null,
  ...over,
});

describe('a bridge that makes a stream of others', () => {
  const observeMade = (bridge: DeclaredBridge, rounds: readonly Partial<MadeState>[]) => {
    const states = new BridgeStates('cloud', { streams: [], bridges: [bridge] });
    return rounds.map((over, index) => {
      const at = index * 500;
      // The link of the site is down all the time: another than the one that its sources come over.
      const round = { now: at, time: 1_000 + at, link: 'down' as const, streams: [], paused: NONE };
      const [state] = states.observe({ ...round, made: [made(over)] });
      return state!;
    });
  };

  it('is active while it receives, with the figures of its stream', () => {
    const [idle, active] = observeMade(JOINED, [{}, { lastSeq: 12, bytes: 120, lag: 3 }]);
    expect(idle).toMatchObject({ state: 'idle', lastActivity: 40, lag: 0, rate: 0 });
    expect(active).toMatchObject({ state: 'active', lastActivity: 1_500, lag: 3, rate: 10, bytes: 120 });
  });

  it('is cut off when a source is silent, and failed when its stream cannot be declared', () => {
    const silent = { isReceiving: false, lag: null, lastError: 'nothing is received from VENUES' };
    const [cut, failed] = observeMade(JOINED, [silent, { declared: false, isReceiving: false, lastError: 'no' }]);
    expect(cut).toMatchObject({ state: 'cut-off', lag: null, lastError: silent.lastError });
    expect(failed).toMatchObject({ state: 'failed', lastError: 'no' });
  });

  it('reports a mapping with a stream of its own in the same way', () => {
    const names: DeclaredBridge = { name: 'names', mode: 'transform', at: 'cloud', stream: 'ALL', map: MAP };
    expect(observeMade(names, [{}, { lastSeq: 8 }])[1]).toMatchObject({
      state: 'active',
      carries: 'a.* → b.{{wildcard(1)}}',
    });
  });
});

it('reports a mapping on arrival as open while the stream that stores it is declared', () => {
  const names: DeclaredBridge = { name: 'names', mode: 'transform', at: 'cloud', map: MAP };
  const streams = [{ name: 'QUOTES', site: 'cloud', subjects: ['b.*'] }];
  const states = new BridgeStates('cloud', { streams, bridges: [names] });
  const observeStored = (over: Partial<BridgedStream>) =>
    states.observe({ now: 0, time: 0, link: 'down', streams: [mirror(over)], paused: NONE, made: [] })[0];
  expect(observeStored({})).toMatchObject({ state: 'open', lag: null, lastError: null });
  expect(observeStored({ declared: false, lastError: 'timeout' })).toMatchObject({
    state: 'failed',
    lastError: 'timeout',
  });
});

import type { Declarations } from '@quotebridge/bridges';
import type { BridgedStream, BridgeStatus } from '@quotebridge/contracts';
import { describe, expect, it } from 'vitest';
import { BridgeStates } from './bridge-states.ts';
import type { LeafLink } from './leaf-link.ts';
import { planStreams } from './plan.ts';
import { createChangeLog, describeSite } from './round.ts';
import type { ReceivedStatus } from './status.ts';

const NAMES = ['QUOTES', 'INSTRUMENTS'];
const declarations: Declarations = {
  streams: NAMES.map((name) => ({ name, site: 'onprem', subjects: [`${name}.*`] })),
  bridges: NAMES.map((stream) => ({ name: stream, mode: 'replicate', stream, from: 'onprem', to: ['cloud'] })),
};
const plans = planStreams({ site: 'cloud', declarations, replicas: 1, quotesMaxBytes: 1_024 });
const states = new BridgeStates('cloud', { streams: [], bridges: [] });
const unreachable = plans.map((plan) => ({ plan, info: null, pausedFor: [], error: 'timeout' }));
const dialled: LeafLink = { connections: 1, rtt: null, cutOff: [] };

const originStream = (stream: string): BridgedStream => ({
  stream,
  role: 'origin',
  declared: true,
  created: 1,
  messages: 9,
  bytes: 90,
  maxBytes: null,
  firstSeq: 1,
  newest: null,
  lastSeq: 9,
  lag: null,
  activity: null,
  pausedFor: [],
  alarm: null,
  lastError: null,
});

/** The status of the upstream site, received `age` milliseconds ago. */
function upstreamStatus(age: number): ReceivedStatus {
  const streams = NAMES.map(originStream);
  return { status: { site: 'onprem', time: 1, link: 'up', linkRtt: 0.8, streams, bridges: [] }, age };
}

/** Describes the site, and records which origin each watch was given. */
function describeCloud(received: ReceivedStatus | null, link: LeafLink | null) {
  const origins: (number | undefined)[] = [];
  const upstream = { last: () => received, [Symbol.dispose]: () => undefined };
  const watches = new Map(
    plans.map(({ stream }) => [
      stream.name,
      ({ origin }: { readonly origin: BridgedStream | undefined }) => {
        origins.push(origin?.lastSeq);
        return { lag: 7, alarm: null };
      },
    ]),
  );
  const status = describeSite(
    { site: 'cloud', upstreams: new Map([['onprem', upstream]]), watches, states },
    { observations: unreachable, made: [], link },
  );
  return { status, origins };
}

describe('the status of a site', () => {
  it('has every stream, with the verdict of its watch, though none can be reached', () => {
    const { status } = describeCloud(upstreamStatus(100), dialled);
    expect(status.streams.map(({ stream, lag, declared, lastError }) => [stream, lag, declared, lastError])).toEqual([
      ['QUOTES', 7, false, 'timeout'],
      ['INSTRUMENTS', 7, false, 'timeout'],
    ]);
  });

  it('compares mirrors with a recent status of the origin only', () => {
    expect(describeCloud(upstreamStatus(1_900), dialled).origins).toEqual([9, 9]);
    expect(describeCloud(upstreamStatus(2_100), dialled).origins).toEqual([undefined, undefined]);
    expect(describeCloud(null, dialled).origins).toEqual([undefined, undefined]);
  });

  it('takes the round trip from the site that measures it, while the link is up', () => {
    expect(describeCloud(upstreamStatus(100), dialled).status).toMatchObject({ link: 'up', linkRtt: 0.8 });
    expect(describeCloud(upstreamStatus(100), { ...dialled, rtt: 2 }).status.linkRtt).toBe(2);
    expect(describeCloud(null, dialled).status.linkRtt).toBeNull();
    const cut = { connections: 0, rtt: null, cutOff: [] };
    expect(describeCloud(upstreamStatus(100), cut).status).toMatchObject({ link: 'down', linkRtt: null });
    expect(describeCloud(upstreamStatus(100), null).status).toMatchObject({ link: 'unknown', linkRtt: null });
  });
});

describe('a stream that cannot be stored', () => {
  const notStored = (text: string) => ({ code: 'not-stored' as const, since: 1, text, action: null, missing: 0 });
  const FULL = "the stream can't be stored: no space left (cloud-1)";

  it('has that alarm in place of the error of a request, and is not repaired', () => {
    const stored: boolean[] = [];
    const watches = new Map(
      plans.map(({ stream }) => [
        stream.name,
        ({ isStored }: { readonly isStored: boolean }) => {
          stored.push(isStored);
          return { lag: null, alarm: null };
        },
      ]),
    );
    const { streams } = describeSite(
      { site: 'cloud', upstreams: new Map(), watches, states },
      {
        observations: unreachable,
        made: [],
        link: dialled,
        notStored: (stream) => (stream === 'QUOTES' ? notStored(FULL) : null),
      },
    );
    expect(streams.map(({ alarm, lastError }) => [alarm?.code, lastError])).toEqual([
      ['not-stored', FULL],
      [undefined, 'timeout'],
    ]);
    expect(stored).toEqual([false, true]);
  });

  it('is reported by its mirror, whose own brokers can store', () => {
    const text = "the stream can't be stored: no space left (onprem-1)";
    const received = upstreamStatus(100);
    const streams = received.status.streams.map((stream) => ({ ...stream, alarm: notStored(text) }));
    const { status } = describeCloud({ ...received, status: { ...received.status, streams } }, dialled);
    expect(status.streams.map(({ alarm }) => [alarm?.code, alarm?.text])).toEqual([
      ['origin-not-stored', text],
      ['origin-not-stored', text],
    ]);
  });
});

describe('the log of changes', () => {
  const record = () => {
    const lines: string[] = [];
    const line = (level: string) => (_fields: object, text?: string) => void lines.push(`${level} ${text}`);
    const info = (fields: object | string, text?: string) =>
      void lines.push(`info ${typeof fields === 'string' ? fields : text}`);
    return {
      lines,
      logChanges: createChangeLog({ info, warn: line('warn') } as Parameters<typeof createChangeLog>[0]),
    };
  };
  const statusOf = (over: Partial<BridgedStream>): BridgeStatus => ({
    site: 'cloud',
    time: 1,
    link: 'up',
    linkRtt: null,
    streams: [{ ...originStream('QUOTES'), ...over }],
    bridges: [],
  });
  const alarm = (text: string) => ({
    alarm: { code: 'stuck' as const, since: 1, text, action: null, missing: 1 },
    lastError: text,
  });

  it('has one line for each change, however the text of an alarm counts on', () => {
    const { lines, logChanges } = record();
    for (const over of [{}, {}, alarm('1 message'), alarm('2 messages'), {}]) logChanges(statusOf(over), dialled);
    expect(lines).toEqual([
      'info the bridge is healthy',
      'warn the bridge has a problem',
      'info the bridge is healthy',
    ]);
  });

  it('names brokers that are cut off once, and keeps quiet while the link is unknown', () => {
    const { lines, logChanges } = record();
    const cutOff: LeafLink = { ...dialled, cutOff: ['onprem-2'] };
    for (const link of [dialled, cutOff, null, cutOff, dialled]) logChanges(statusOf({}), link);
    expect(lines.slice(1)).toEqual([
      'warn brokers without a leaf connection of their own are cut off from the other site',
      'info every broker has a leaf connection of its own',
    ]);
  });
});

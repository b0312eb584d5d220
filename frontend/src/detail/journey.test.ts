import type { Quote } from '@quotebridge/contracts/wire';
import { describe, expect, it } from 'vitest';
import { journeyOf } from './journey.ts';
import type { Traced } from './journey.ts';

const gateway = { symbol: 'A', epoch: 1, seq: 7, received: 1_007, streamed: 1_009, sent: 1_010 };
const traced: Traced = {
  quote: { seq: 7, time: 1_000, published: 1_002 } as Quote,
  stored: 1_005,
  streamSeq: 900,
  gateway,
  receivedAt: 1_012,
  shownAt: 1_030,
  lag: 0,
  rtt: 0.61,
  flushEvery: 4,
  isMirror: true,
};
const tooks = (of: Traced) => journeyOf(of).map(({ name, took }) => `${name} ${took}`);
const notes = (of: Traced) => journeyOf(of).map(({ note }) => note);

describe("a quote's journey", () => {
  it('gives the duration of each step that has a time', () => {
    expect(tooks(traced)).toEqual([
      'Source null',
      'Feed 2',
      'Stream, on-prem 3',
      'Mirror, cloud 4',
      'Gateway 5',
      'Gateway 3',
      'This browser 2',
      'Screen 18',
    ]);
    expect(notes(traced)).toContain('received it live, before the stream');
  });

  it('derives the gateway’s time from the stream when that delivered the quote first', () => {
    const late = { ...traced, gateway: { ...gateway, received: 1_009, streamed: 1_009 } };
    expect(tooks(late)).toContain('Gateway 4');
    expect(notes(late)).toContain('received it from the stream');
  });

  it('has no mirror step at the origin and no invented times', () => {
    const here = { ...traced, stored: null, streamSeq: null, isMirror: false };
    expect(tooks({ ...here, gateway: { ...gateway, streamed: null } })).toEqual([
      'Source null',
      'Feed 2',
      'Stream, on-prem null',
      'Gateway 5',
      'Gateway 3',
      'This browser 2',
      'Screen 18',
    ]);
  });
});

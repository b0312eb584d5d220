import type { Quote } from '@quotebridge/contracts/wire';
import { describe, expect, it } from 'vitest';
import { journeyOf } from './journey.ts';
import type { Traced } from './journey.ts';

const traced: Traced = {
  quote: { seq: 7, time: 1_000, published: 1_002 } as Quote,
  stored: 1_005,
  streamSeq: 900,
  heardAt: 1_012,
  shownAt: 1_030,
  lag: 0,
  rtt: 0.61,
  flushEvery: 4,
  isMirror: true,
};
const tooks = (of: Traced) => journeyOf(of).map(({ name, took }) => `${name} ${took}`);

describe("a quote's journey", () => {
  it('says what each part took that has a time', () => {
    expect(tooks(traced)).toEqual([
      'Source null',
      'Feed 2',
      'Stream, on-prem 3',
      'Mirror, cloud null',
      'Gateway null',
      'This browser 7',
      'Screen 18',
    ]);
  });

  it('goes by no mirror at the origin, and invents no time that nobody told', () => {
    expect(tooks({ ...traced, stored: null, streamSeq: null, isMirror: false })).toEqual([
      'Source null',
      'Feed 2',
      'Stream, on-prem null',
      'Gateway null',
      'This browser 10',
      'Screen 18',
    ]);
  });
});

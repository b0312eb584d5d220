import type { Quote } from '@quotebridge/contracts/wire';
import { makeQuote } from '@quotebridge/contracts/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuoteMerge } from './merge.ts';
import type { Via } from './merge.ts';

const EPOCH = 1_000;

function merged(quotes: readonly (readonly [Quote, Via])[]) {
  const merge = new QuoteMerge();
  const effects = quotes.map(([quote, via]) => merge.apply(quote, via));
  return { merge, effects };
}

const q = (seq: number, epoch = EPOCH): Quote => ({ ...makeQuote('AAPL', seq, epoch), time: seq, published: seq });

describe('QuoteMerge', () => {
  it('applies each quote once, however often and on whichever path it arrives', () => {
    const { effects, merge } = merged([
      [q(1), 'stream'],
      [q(2), 'core'],
      [q(2), 'stream'],
      [q(2), 'core'],
      [q(3), 'stream'],
    ]);
    expect(effects).toEqual(['update', 'update', 'duplicate', 'duplicate', 'update']);
    expect(merge.totals).toMatchObject({ received: 3, missing: 0, lost: 0 });
  });

  it('shows the newer quote at once and fills the gap behind it from the stream', () => {
    const { effects, merge } = merged([
      [q(1), 'stream'],
      [q(5), 'core'],
      [q(2), 'stream'],
      [q(3), 'stream'],
    ]);
    expect(effects).toEqual(['update', 'update', 'fill', 'fill']);
    expect(merge.totals).toMatchObject({ missing: 1, lost: 0 });
    expect(merge.entries.get('AAPL')?.quote.seq).toBe(5);
    merge.apply(q(4), 'stream');
    expect(merge.totals).toMatchObject({ missing: 0, filled: 3, received: 5 });
  });

  it('counts quotes that the stream has passed as lost', () => {
    const { merge } = merged([
      [q(1), 'stream'],
      [q(5), 'core'],
      [q(4), 'stream'],
    ]);
    expect(merge.totals).toMatchObject({ missing: 0, lost: 2 });
    merge.apply(q(9), 'stream');
    expect(merge.totals).toMatchObject({ missing: 0, lost: 2 + 3 });
  });

  it("drops a core quote of an epoch before the stream's newest", () => {
    const { effects, merge } = merged([
      [q(1), 'stream'],
      [q(2, EPOCH + 1), 'stream'],
      [q(3, EPOCH), 'core'],
    ]);
    expect(effects).toEqual(['update', 'update', 'duplicate']);
    expect(merge.entries.get('AAPL')?.quote).toEqual(q(2, EPOCH + 1));
  });

  it("lets the stream's version of the same number replace a provisional one, of an older epoch too", () => {
    const { effects, merge } = merged([
      [q(1), 'stream'],
      [q(2, EPOCH + 1), 'core'],
      [q(2), 'stream'],
      [q(3), 'core'],
    ]);
    expect(effects).toEqual(['update', 'update', 'correction', 'update']);
    expect(merge.entries.get('AAPL')?.quote).toEqual(q(3));
  });

  it('withdraws quotes that the stream refused', () => {
    const { effects, merge } = merged([
      [q(1), 'stream'],
      [q(2), 'core'],
      [q(3), 'core'],
      [q(2, EPOCH + 1), 'stream'],
    ]);
    expect(effects).toEqual(['update', 'update', 'update', 'correction']);
    expect(merge.entries.get('AAPL')?.quote).toEqual(q(2, EPOCH + 1));
  });

  it('covers a heartbeat only with the newest quote of every symbol that it counts', () => {
    const merge = new QuoteMerge();
    const beat = { epoch: EPOCH, time: 0, count: 7, symbols: 2 };
    merge.apply(q(4), 'stream');
    expect(merge.covers(beat)).toBe(false);
    merge.apply(makeQuote('IBM', 3, EPOCH), 'core');
    expect(merge.covers(beat)).toBe(true);
    expect(merge.covers({ ...beat, count: 8 })).toBe(false);
    expect(merge.covers({ ...beat, epoch: EPOCH + 1 })).toBe(false);
  });

  it('is not covered by a heartbeat that counts no symbols', () => {
    expect(new QuoteMerge().covers({ epoch: EPOCH, time: 0, count: 0, symbols: 0 })).toBe(false);
  });
});

/**
 * A history of one symbol: feeds in turn, each stored a run of quotes; before the next took over, it published some more
 * that the stream refused. The stream is merged whole and in order; by core each stored or refused quote may be merged,
 * in the order of publishing, at any moment between the stream's.
 */
const history = fc
  .array(fc.record({ stored: fc.integer({ min: 1, max: 8 }), refused: fc.integer({ min: 0, max: 3 }) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((feeds) => {
    const stored: Quote[] = [];
    const published: Quote[] = [];
    feeds.forEach((feed, turn) => {
      const epoch = EPOCH + turn;
      for (let n = 0; n < feed.stored; n += 1) stored.push(q(stored.length + 1, epoch));
      published.push(...stored.slice(stored.length - feed.stored));
      if (turn < feeds.length - 1) {
        for (let n = 1; n <= feed.refused; n += 1) published.push(q(stored.length + n, epoch));
      }
    });
    return { stored, published };
  });

const interleaved = history.chain(({ stored, published }) =>
  fc
    .record({
      received: fc.array(fc.boolean(), { minLength: published.length, maxLength: published.length }),
      // A core quote is merged no later than this many stream quotes after the start: before, after, or with its own.
      order: fc.array(fc.boolean(), {
        minLength: stored.length * 2 + published.length,
        maxLength: stored.length * 2 + published.length,
      }),
    })
    .map(({ received, order }) => {
      const core = published.filter((_, index) => received[index]);
      const stream = [...stored];
      const sequence: [Quote, Via][] = [];
      for (const coreNext of order) {
        const next = coreNext ? core.shift() : stream.shift();
        if (next !== undefined) sequence.push([next, coreNext ? 'core' : 'stream']);
      }
      sequence.push(...core.map((quote): [Quote, Via] => [quote, 'core']));
      sequence.push(...stream.map((quote): [Quote, Via] => [quote, 'stream']));
      return { stored, sequence };
    }),
);

describe('QuoteMerge, whatever is merged by core and when', () => {
  it("ends with the stream's last quote, nothing missing and nothing lost", () => {
    fc.assert(
      fc.property(interleaved, ({ stored, sequence }) => {
        const { merge } = merged(sequence);
        const last = stored.at(-1)!;
        const streamLast = sequence.findLastIndex(([, via]) => via === 'stream');
        const overtaken = sequence.slice(streamLast + 1).some(([quote]) => quote.seq > last.seq);
        expect(merge.totals).toMatchObject({ missing: 0, lost: 0 });
        if (!overtaken) expect(merge.entries.get('AAPL')?.quote).toEqual(last);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never goes back to an older number within an epoch', () => {
    fc.assert(
      fc.property(interleaved, ({ sequence }) => {
        const merge = new QuoteMerge();
        let before: Quote | undefined;
        for (const [quote, via] of sequence) {
          merge.apply(quote, via);
          const now = merge.entries.get('AAPL')!.quote;
          expect(before?.epoch === now.epoch && now.seq < before.seq).toBe(false);
          before = now;
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

import { makeQuote } from '@quotebridge/contracts/testing';
import type { StoredQuote } from '@quotebridge/quote-reader';
import { describe, expect, it } from 'vitest';
import { DayOpens } from './opens.ts';

const DAY = Date.UTC(2026, 0, 31);

/** A stream of one symbol, defined by the publication times of its quotes. */
function streamOf(published: readonly number[]) {
  const stored = published.map((time, index): StoredQuote => {
    const quote = { ...makeQuote('A', index + 1), published: time, last: String(index + 1) };
    return { quote, streamSeq: index + 1, stored: time + 2 };
  });
  const state = { reads: 0, failing: false };
  const opens = new DayOpens({
    latest: { bySymbol: new Map(stored.length === 0 ? [] : [['A', stored.at(-1)!]]) },
    reads: {
      batch: async (_symbol, start, count) => {
        state.reads += 1;
        if (state.failing) throw new Error('away');
        const from = stored.filter((one) =>
          'stored' in start ? one.stored >= start.stored : one.streamSeq >= start.streamSeq,
        );
        const quotes = from.slice(0, count);
        return { quotes, through: quotes.at(-1)?.streamSeq ?? null };
      },
    },
  });
  return { opens, state };
}

describe('the opens of a day', () => {
  it('are the first quotes published after midnight, each read once', async () => {
    const { opens, state } = streamOf([DAY - 900, DAY - 1, DAY, DAY + 5]);
    const expected = [{ symbol: 'A', open: '3', seq: 3 }];
    expect(await Promise.all([opens.of(['A'], DAY + 10), opens.of(['A', 'B'], DAY + 10)])).toEqual([
      expected,
      expected,
    ]);
    expect(await opens.of(['A'], DAY + 20)).toEqual(expected);
    expect(state.reads).toBe(2);
    opens.reset();
    await opens.of(['A'], DAY + 20);
    expect(state.reads).toBe(4);
  });

  it('are those of the next day after that began, and none of an instrument that was not quoted then', async () => {
    const { opens } = streamOf([DAY + 1, DAY + 86_400_000 + 1]);
    expect(await opens.of(['A'], DAY + 86_400_000 + 2)).toEqual([{ symbol: 'A', open: '2', seq: 2 }]);
    const quiet = streamOf([DAY - 10]);
    expect(await quiet.opens.of(['A'], DAY + 10)).toEqual([]);
    expect(quiet.state.reads).toBe(0);
  });

  it('are read again after the stream could not be read', async () => {
    const { opens, state } = streamOf([DAY]);
    state.failing = true;
    await expect(opens.of(['A'], DAY + 1)).rejects.toThrow('away');
    state.failing = false;
    expect(await opens.of(['A'], DAY + 1)).toHaveLength(1);
  });
});

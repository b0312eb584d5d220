import { CHUNK_QUOTES, type MarketSource, type SourceQuote } from './source.ts';

/** Two sources quote the same symbol, so its quotes would be indistinguishable. */
export class DuplicateSymbolError extends Error {
  override readonly name = 'DuplicateSymbolError';
  readonly symbol: string;
  constructor(symbol: string) {
    super(`symbol "${symbol}" is in two market sources; each symbol may have only one`);
    this.symbol = symbol;
  }
}

interface Cursor {
  readonly chunks: AsyncIterator<readonly SourceQuote[]>;
  chunk: readonly SourceQuote[];
  next: number;
}

/**
 * One source out of several, by time; of two quotes at the same time the earlier source's comes first.
 *
 * A quote can only be passed on once the next quote of every source is known: meant for sources with a known schedule.
 * Throws `DuplicateSymbolError`.
 */
export function mergeSources(...sources: readonly MarketSource[]): MarketSource {
  const instruments = sources.flatMap((source) => source.instruments);
  const seen = new Set<string>();
  for (const { symbol } of instruments) {
    if (seen.has(symbol)) throw new DuplicateSymbolError(symbol);
    seen.add(symbol);
  }
  return { instruments, quotes: (signal) => interleave(sources, signal) };
}

async function* interleave(sources: readonly MarketSource[], signal: AbortSignal): AsyncGenerator<SourceQuote[]> {
  const opened = sources.map((source) => source.quotes(signal)[Symbol.asyncIterator]());
  try {
    const cursors: Cursor[] = [];
    for (const chunks of opened) {
      const cursor: Cursor = { chunks, chunk: [], next: 0 };
      // oxlint-disable-next-line no-await-in-loop -- the sources are few and this happens once
      if (await refill(cursor)) cursors.push(cursor);
    }
    let merged: SourceQuote[] = [];
    while (cursors.length > 0) {
      const cursor = earliest(cursors);
      merged.push(head(cursor));
      cursor.next += 1;
      const exhausted = cursor.next === cursor.chunk.length;
      // Yielded before waiting for a source, so that its delay holds back no quote that is already known.
      if (merged.length === CHUNK_QUOTES || exhausted) {
        yield merged;
        merged = [];
      }
      // oxlint-disable-next-line no-await-in-loop -- one await a chunk
      if (exhausted && !(await refill(cursor))) cursors.splice(cursors.indexOf(cursor), 1);
    }
  } finally {
    await Promise.all(opened.map(async (chunks) => chunks.return?.()));
  }
}

async function refill(cursor: Cursor): Promise<boolean> {
  const { done, value } = await cursor.chunks.next();
  if (done === true) return false;
  cursor.chunk = value;
  cursor.next = 0;
  return true;
}

function head(cursor: Cursor): SourceQuote {
  return cursor.chunk[cursor.next] as SourceQuote;
}

function earliest(cursors: readonly Cursor[]): Cursor {
  return cursors.reduce((best, cursor) => (head(cursor).at < head(best).at ? cursor : best));
}

import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MarketSource, SourceQuote } from './source.ts';

/** A file of its own, gone with its folder at the end of the block. */
export async function temporaryFile(name: string, content?: string | Uint8Array) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'quotebridge-feed-'));
  const path = join(folder.path, name);
  if (content !== undefined) await writeFile(path, content);
  return { path, [Symbol.asyncDispose]: () => folder.remove() };
}

/** The first quotes of a source: as many as asked for, or all that it has. */
export async function take(source: MarketSource, count: number): Promise<SourceQuote[]> {
  const quotes: SourceQuote[] = [];
  for await (const chunk of source.quotes(new AbortController().signal)) {
    quotes.push(...chunk);
    if (quotes.length >= count) break;
  }
  return quotes.slice(0, count);
}

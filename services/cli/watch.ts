import { EventSource } from 'eventsource';
import { createLogUpdate } from 'log-update';
import { nobody, refusal } from './client.ts';
import { quoteLine, quoteTable, staleText } from './tables.ts';
import type { Quote, Stale } from './tables.ts';

/** How often the table is drawn, in milliseconds. */
const DRAW_EVERY_MS = 200;
const TOO_MANY_REQUESTS = 429;

export interface WatchOptions {
  readonly url: string;
  /** Empty is all. */
  readonly symbols: readonly string[];
  readonly json: boolean;
  readonly out: NodeJS.WriteStream;
  /** The output for warnings outside of the table. */
  readonly err: NodeJS.WriteStream;
  readonly stopping: AbortSignal;
}

/**
 * Shows live quotes until it is stopped: in a terminal as a table that is redrawn, otherwise as a line for each quote. It reconnects
 * by itself, and reports when it missed quotes. Throws `CliError` when the API refuses.
 */
export async function watch({ url, symbols, json, out, err, stopping }: WatchOptions): Promise<void> {
  const address = new URL('/v1/stream', url);
  if (symbols.length > 0) address.searchParams.set('symbols', symbols.join(','));
  // A terminal of unknown size gets no table.
  const isTable = !json && out.isTTY && out.columns > 0 && out.rows > 0;
  const quotes = new Map<string, Quote>();
  let stale: Stale = null;
  let lost: string | null = null;

  const draw = createLogUpdate(out);
  let wasLive = false;
  const over = Promise.withResolvers<void>();
  const source = new EventSource(address, {
    // The library treats an error thrown here as a lost connection: it reconnects and resumes.
    fetch: async (input, init) => {
      const response = await fetch(input, init).catch((cause: unknown) => {
        const error = nobody(url, cause);
        if (!wasLive) over.reject(error);
        throw error;
      });
      const isLater = response.status >= 500 || (wasLive && response.status === TOO_MANY_REQUESTS);
      if (isLater) throw new Error(`status ${response.status}`);
      // A server that is not the API may answer with a page.
      if (response.status >= 400) over.reject(refusal(response.status, await response.json().catch(() => null)));
      wasLive = true;
      return response;
    },
  });
  source.addEventListener('quote', ({ data }) => {
    const quote = JSON.parse(String(data)) as Quote;
    quotes.set(quote.symbol, quote);
    lost = null;
    if (!isTable) out.write(`${json ? String(data) : quoteLine(quote)}\n`);
  });
  source.addEventListener('status', ({ data }) => {
    const wasStale = stale !== null;
    ({ stale } = JSON.parse(String(data)) as { stale: Stale });
    lost = null;
    if (!isTable && wasStale !== (stale !== null)) err.write(`${staleText(stale, Date.now()) ?? 'fresh again'}\n`);
  });
  source.addEventListener('reset', ({ data }) => {
    const { reason } = JSON.parse(String(data)) as { reason: string };
    if (isTable) draw.clear();
    err.write(`quotes were missed: ${reason}\n`);
  });
  source.addEventListener('error', ({ message }) => {
    lost = message ?? 'the connection is lost';
  });
  stopping.addEventListener('abort', () => over.resolve(), { once: true });

  const show = () => {
    const now = Date.now();
    const rows = [...quotes.values()].toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1));
    const warning = lost === null ? staleText(stale, now) : `reconnecting to ${url}: ${lost}`;
    draw(`${quoteTable(rows, now)}\n${warning ?? 'live'} · Ctrl-C ends`);
  };
  // Also with --json: while the library waits to reconnect, nothing else keeps the process alive.
  const timer = setInterval(() => {
    if (isTable) show();
  }, DRAW_EVERY_MS);
  try {
    await over.promise;
  } finally {
    clearInterval(timer);
    source.close();
    if (isTable) draw.done();
  }
}

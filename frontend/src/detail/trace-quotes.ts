import type { Quote } from '@quotebridge/contracts/wire';
import type { Desk } from '../desk.ts';
import type { Traced } from './journey.ts';

const TRACE_EVERY_MS = 3_000;
/** By then the stream has it, and the API has heard so. */
const STORED_WITHIN_MS = 400;

/** Follows one quote every few seconds, and tells what is known of its way. Returns what stops it. */
export function traceQuotes(
  { api, session }: Pick<Desk, 'api' | 'session'>,
  symbol: string,
  onTraced: (traced: Traced) => void,
): () => void {
  const stop = new AbortController();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let nextAt = 0;

  const finish = async (quote: Quote, heardAt: number, shownAt: number) => {
    const query = { from_seq: quote.seq, to_seq: quote.seq, limit: 1 };
    const { signal } = stop;
    const [[stored], status] = await Promise.all([api.history(symbol, query, signal), api.status(signal)]);
    const isSame = stored?.epoch === quote.epoch;
    onTraced({
      quote,
      stored: isSame ? stored.stored : null,
      streamSeq: isSame ? stored.streamSeq : null,
      heardAt,
      shownAt,
      lag: status.lag,
      rtt: status.rtt,
      flushEvery: session.figures.get().status?.flushEvery ?? null,
      isMirror: status.role === 'mirror',
    });
  };

  const deaf = session.listen((quote, _folded, heardAt) => {
    const now = performance.now();
    if (quote.symbol !== symbol || now < nextAt || document.hidden) return;
    nextAt = now + TRACE_EVERY_MS;
    // The first frame draws it; the second one begins when that is on the screen.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const shownAt = session.serverTime() ?? heardAt;
        const timer = setTimeout(() => {
          timers.delete(timer);
          // What cannot be traced now is not: the next one may be.
          finish(quote, heardAt, shownAt).catch(() => undefined);
        }, STORED_WITHIN_MS);
        timers.add(timer);
      }),
    );
  });
  return () => {
    stop.abort();
    deaf();
    for (const timer of timers) clearTimeout(timer);
  };
}

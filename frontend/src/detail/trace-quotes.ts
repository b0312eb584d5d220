import type { GatewayTrace, Quote } from '@quotebridge/contracts/wire';
import type { Desk } from '../desk.ts';
import type { Traced } from './journey.ts';

const TRACE_EVERY_MS = 3_000;
/** By then the stream has stored the quote and the API can return it. */
const STORED_WITHIN_MS = 400;
/** More than arrive for one symbol in the second that the gateway takes to report a trace. */
const KEPT_QUOTES = 500;

interface Seen {
  readonly quote: Quote;
  readonly receivedAt: number;
  shownAt: number | null;
}

/** Traces one quote every few seconds and reports its timestamps. Returns a function that stops it. */
export function traceQuotes(
  { api, queries, session }: Pick<Desk, 'api' | 'queries' | 'session'>,
  symbol: string,
  onTraced: (traced: Traced) => void,
): () => void {
  /** The latest quotes: the gateway's next trace is about one of them. */
  const seen: Seen[] = [];
  let isStopped = false;
  let finishing: ReturnType<typeof setTimeout> | undefined;

  const finish = async ({ quote, receivedAt, shownAt }: Seen, gateway: GatewayTrace) => {
    const query = { from_seq: quote.seq, to_seq: quote.seq, limit: 1 };
    const [[stored], status] = await queries.fetchQuery({
      queryKey: ['trace', symbol, quote.epoch, quote.seq],
      queryFn: ({ signal }) => Promise.all([api.history(symbol, query, signal), api.status(signal)]),
      retry: false,
    });
    if (isStopped) return;
    const isSame = stored?.epoch === quote.epoch && stored.seq === quote.seq;
    onTraced({
      quote,
      stored: isSame ? stored.stored : null,
      streamSeq: isSame ? stored.streamSeq : null,
      gateway,
      receivedAt,
      shownAt: shownAt ?? receivedAt,
      lag: status.lag,
      rtt: status.rtt,
      flushEvery: session.figures.get().status?.flushEvery ?? null,
      isMirror: status.role === 'mirror',
    });
  };
  const ask = () => {
    if (!document.hidden) session.trace(symbol);
  };

  const unlisten = session.listen((quote, _conflated, receivedAt) => {
    if (quote.symbol !== symbol || receivedAt === null || document.hidden) return;
    const one: Seen = { quote, receivedAt, shownAt: null };
    if (seen.push(one) > KEPT_QUOTES) seen.shift();
    // The first frame renders it; when the second one begins, it is on the screen.
    requestAnimationFrame(() => requestAnimationFrame(() => (one.shownAt = session.serverTime())));
  });
  const untraced = session.listenToTraces((gateway) => {
    const isIt = ({ quote }: Seen) => quote.epoch === gateway.epoch && quote.seq === gateway.seq;
    if (gateway.symbol !== symbol) return;
    clearTimeout(finishing);
    finishing = setTimeout(() => {
      const one = seen.find(isIt);
      // A failed request loses only this trace: another follows in a few seconds.
      if (one !== undefined) finish(one, gateway).catch(() => undefined);
    }, STORED_WITHIN_MS);
  });
  ask();
  const asking = setInterval(ask, TRACE_EVERY_MS);
  return () => {
    isStopped = true;
    void queries.cancelQueries({ queryKey: ['trace', symbol] });
    unlisten();
    untraced();
    clearInterval(asking);
    clearTimeout(finishing);
  };
}

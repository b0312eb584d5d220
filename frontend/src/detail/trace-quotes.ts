import type { GatewayTrace, Quote } from '@quotebridge/contracts/wire';
import type { Desk } from '../desk.ts';
import type { Traced } from './journey.ts';

const TRACE_EVERY_MS = 3_000;
/** By then the stream has it, and the API as well. */
const STORED_WITHIN_MS = 400;
/** The gateway reports a quote within a second of sending it: so many of one symbol do not come in that time. */
const KEPT_QUOTES = 500;

interface Seen {
  readonly quote: Quote;
  readonly heardAt: number;
  shownAt: number | null;
}

/** Follows one quote every few seconds, and reports what is known of its way. Returns what stops it. */
export function traceQuotes(
  { api, queries, session }: Pick<Desk, 'api' | 'queries' | 'session'>,
  symbol: string,
  onTraced: (traced: Traced) => void,
): () => void {
  /** The last quotes that came: the gateway reports one of them. */
  const seen: Seen[] = [];
  let isStopped = false;
  let finishing: ReturnType<typeof setTimeout> | undefined;

  const finish = async ({ quote, heardAt, shownAt }: Seen, gateway: GatewayTrace) => {
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
      heardAt,
      shownAt: shownAt ?? heardAt,
      lag: status.lag,
      rtt: status.rtt,
      flushEvery: session.figures.get().status?.flushEvery ?? null,
      isMirror: status.role === 'mirror',
    });
  };
  const ask = () => {
    if (!document.hidden) session.trace(symbol);
  };

  const unlisten = session.listen((quote, _folded, heardAt) => {
    if (quote.symbol !== symbol || heardAt === null || document.hidden) return;
    const one: Seen = { quote, heardAt, shownAt: null };
    if (seen.push(one) > KEPT_QUOTES) seen.shift();
    // The first frame draws it; the second one begins when that is on the screen.
    requestAnimationFrame(() => requestAnimationFrame(() => (one.shownAt = session.serverTime())));
  });
  const untraced = session.listenToTraces((gateway) => {
    const isIt = ({ quote }: Seen) => quote.epoch === gateway.epoch && quote.seq === gateway.seq;
    if (gateway.symbol !== symbol) return;
    clearTimeout(finishing);
    finishing = setTimeout(() => {
      const one = seen.find(isIt);
      // What cannot be traced now is not: the next one may be.
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

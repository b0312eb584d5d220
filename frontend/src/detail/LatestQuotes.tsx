import { QueryObserver } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { formatCount, formatExactTime, formatPrice, formatSize } from '../board/format.ts';
import type { Desk } from '../desk.ts';
import { RECENT, withQuote } from './recent.ts';
import type { ReceivedQuote } from './recent.ts';
import detailCss from './Detail.module.css';
import ui from '../ui/ui.module.css';

/** Faster updates would be unreadable. */
const SHOW_EVERY_MS = 250;

interface LatestQuotesProps {
  readonly desk: Desk;
  readonly symbol: string;
  readonly tickSize: string | undefined;
}

export function LatestQuotes({ desk: { api, queries, session }, symbol, tickSize }: LatestQuotesProps) {
  const [recent, setRecent] = useState<readonly ReceivedQuote[]>([]);
  useEffect(() => {
    let received: readonly ReceivedQuote[] = [];
    const unlisten = session.listen((quote, conflated, at) => {
      if (quote.symbol === symbol) received = withQuote(received, { quote, conflated, at });
    });
    const show = setInterval(() => setRecent(received), SHOW_EVERY_MS);
    const before = new QueryObserver(queries, {
      queryKey: ['history', symbol],
      queryFn: ({ signal }) => api.history(symbol, { limit: RECENT }, signal),
      gcTime: 0,
    });
    const unobserve = before.subscribe(({ data = [] }) => {
      for (const quote of data) received = withQuote(received, { quote, conflated: null, at: null });
    });
    return () => {
      unobserve();
      clearInterval(show);
      unlisten();
    };
  }, [api, queries, session, symbol]);
  return (
    <section className={detailCss.part} aria-label="Latest quotes">
      <h3>Latest quotes</h3>
      <table className={detailCss.latest} data-testid="latest">
        <thead>
          <tr>
            <th scope="col">Published</th>
            <th scope="col">seq</th>
            <th scope="col">Bid</th>
            <th scope="col">Ask</th>
            <th scope="col">Last</th>
            <th scope="col">Conflated</th>
            <th scope="col" title="from publishing to receipt in this browser, by the gateway's clock">
              Latency
            </th>
          </tr>
        </thead>
        <tbody>
          {recent.map(({ quote, conflated, at }) => (
            <tr key={`${quote.epoch}-${quote.seq}`}>
              <td>{formatExactTime(quote.published)}</td>
              <td>{formatCount(quote.seq)}</td>
              <td>
                <span className={ui.soft}>{formatSize(quote.bidSize)} ×</span> {formatPrice(quote.bid, tickSize)}
              </td>
              <td>
                {formatPrice(quote.ask, tickSize)} <span className={ui.soft}>× {formatSize(quote.askSize)}</span>
              </td>
              <td>{formatPrice(quote.last, tickSize)}</td>
              <td className={ui.soft}>{conflated ?? '–'}</td>
              <td className={ui.soft}>{at === null ? '–' : `${formatCount(Math.max(0, at - quote.published))} ms`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

import { QueryObserver } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { formatCount, formatExactTime, formatPrice, formatSize } from '../board/format.ts';
import type { Desk } from '../desk.ts';
import { RECENT, withHeard } from './recent.ts';
import type { Heard } from './recent.ts';
import detailCss from './Detail.module.css';
import ui from '../ui/ui.module.css';

/** Nobody reads faster. */
const SHOW_EVERY_MS = 250;

interface LatestQuotesProps {
  readonly desk: Desk;
  readonly symbol: string;
  readonly tickSize: string | undefined;
}

export function LatestQuotes({ desk: { api, queries, session }, symbol, tickSize }: LatestQuotesProps) {
  const [recent, setRecent] = useState<readonly Heard[]>([]);
  useEffect(() => {
    let heard: readonly Heard[] = [];
    const unlisten = session.listen((quote, conflated, at) => {
      if (quote.symbol === symbol) heard = withHeard(heard, { quote, conflated, at });
    });
    const show = setInterval(() => setRecent(heard), SHOW_EVERY_MS);
    const before = new QueryObserver(queries, {
      queryKey: ['history', symbol],
      queryFn: ({ signal }) => api.history(symbol, { limit: RECENT }, signal),
      gcTime: 0,
    });
    const unobserve = before.subscribe(({ data = [] }) => {
      for (const quote of data) heard = withHeard(heard, { quote, conflated: null, at: null });
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
            <th scope="col" title="from the time it was to be published until it was received here">
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

import { lazy, Suspense, useDeferredValue, useRef, useState } from 'react';
import type { Desk } from '../desk.ts';
import { useCell } from '../store/use-cell.ts';
import { Banner } from './Banner.tsx';
import { FiguresLine } from './FiguresLine.tsx';
import { useFocusBack } from './grid-focus.ts';
import { QuoteTable } from './QuoteTable.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useRows } from './use-rows.ts';
import { useShortcuts } from './use-shortcuts.ts';
import './theme.css';
import './board.css';

/** With its charts it is larger than the board, and not everybody looks at it. */
const Detail = lazy(() => import('../detail/Detail.tsx'));

export function Board({ desk }: { readonly desk: Desk }) {
  const { session, navigator } = desk;
  const [query, setQuery] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const rows = useRows(desk, useDeferredValue(query));
  const { symbol } = useCell(navigator.route);
  useShortcuts(navigator, search);
  useFocusBack(symbol);
  return (
    <div className="board" data-detail={symbol !== null}>
      <Banner session={session} />
      <Toolbar desk={desk} rows={rows} query={query} onQuery={setQuery} search={search} />
      <main className="board-panes">
        <div className="board-main">
          <QuoteTable desk={desk} rows={rows} query={query} />
        </div>
        {symbol !== null && (
          <Suspense fallback={<section className="detail" aria-busy="true" />}>
            <Detail key={symbol} desk={desk} symbol={symbol} />
          </Suspense>
        )}
      </main>
      <FiguresLine figures={session.figures} />
    </div>
  );
}

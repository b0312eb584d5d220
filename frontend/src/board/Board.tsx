import { lazy, Suspense, useDeferredValue, useRef } from 'react';
import type { Desk } from '../desk.ts';
import { useCell } from '../store/use-cell.ts';
import { Strip } from '../hybrid/Strip.tsx';
import { Nav } from '../shell/Nav.tsx';
import { Banner } from './Banner.tsx';
import { FiguresLine } from './FiguresLine.tsx';
import { useFocusBack } from './grid-focus.ts';
import { QuoteTable } from './QuoteTable.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useRows } from './use-rows.ts';
import { useShortcuts } from './use-shortcuts.ts';
import '../ui/tokens.css';
import '../ui/base.css';
import boardCss from './Board.module.css';

/** Loaded on demand: with its charts it is larger than the rest of the board. */
const Detail = lazy(() => import('../detail/Detail.tsx'));

export function Board({ desk }: { readonly desk: Desk }) {
  const { navigator } = desk;
  const search = useRef<HTMLInputElement>(null);
  const { symbol, query } = useCell(navigator.route);
  const rows = useRows(desk, useDeferredValue(query));
  useShortcuts(navigator, search);
  useFocusBack(symbol);
  return (
    <div className={boardCss.board} data-detail={symbol !== null}>
      <Banner desk={desk} />
      <Nav navigator={navigator} />
      <Strip desk={desk} />
      <Toolbar desk={desk} rows={rows} query={query} search={search} />
      <main className={boardCss.panes}>
        <div className={boardCss.main}>
          <QuoteTable desk={desk} rows={rows} query={query} />
        </div>
        {symbol !== null && (
          <Suspense fallback={<section aria-busy="true" />}>
            <Detail key={symbol} desk={desk} symbol={symbol} />
          </Suspense>
        )}
      </main>
      <FiguresLine desk={desk} />
    </div>
  );
}

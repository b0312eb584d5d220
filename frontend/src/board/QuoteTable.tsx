import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import type { Desk } from '../desk.ts';
import type { Listing } from '../store/directory.ts';
import { useCell } from '../store/use-cell.ts';
import { fitColumns, gridOf, NARROW_BELOW } from './columns.ts';
import { ColumnHeads } from './ColumnHeads.tsx';
import { EmptyTable } from './EmptyTable.tsx';
import { moveOf } from './keys.ts';
import { Row, rowId } from './Row.tsx';
import { useStar } from './use-star.ts';
import { useWidth } from './use-width.ts';
import './table.css';

/** In step with `--row` and `--gutter` in the style sheets. */
const ROW_HEIGHT = 30;
const GUTTERS = { wide: 40, narrow: 20 } as const;
const OVERSCAN = 6;

interface QuoteTableProps {
  readonly desk: Desk;
  readonly rows: readonly Listing[];
  readonly query: string;
}

export function QuoteTable({ desk, rows, query }: QuoteTableProps) {
  const { session, navigator, settings } = desk;
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const chosen = useCell(settings.columns);
  const room = width - (window.innerWidth < NARROW_BELOW ? GUTTERS.narrow : GUTTERS.wide);
  const columns = useMemo(() => fitColumns(chosen, room), [chosen, room]);
  const open = useCell(navigator.route).symbol;
  const { starred, star } = useStar(desk);
  const [active, setActive] = useState<string | null>(null);
  // oxlint-disable-next-line react/incompatible-library -- the React Compiler, which this rule is about, is not used
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.symbol ?? index,
    overscan: OVERSCAN,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? -1];
  useEffect(() => {
    session.show(rows.slice(first, last + 1).map(({ symbol }) => symbol));
  }, [session, rows, first, last]);

  const go = useCallback((symbol: string) => navigator.go({ symbol }), [navigator]);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = rows.findIndex(({ symbol }) => symbol === active);
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const to = moveOf(event, at, rows.length, page);
    if (to !== null) {
      event.preventDefault();
      setActive(rows[to]?.symbol ?? null);
      virtual.scrollToIndex(to);
    } else if (active !== null && event.key === 'Enter') {
      event.preventDefault();
      go(active);
    } else if (active !== null && event.key === 's') {
      star(active);
    }
  };
  const onClick = ({ target, ctrlKey, metaKey, ...event }: MouseEvent) => {
    if (!(target instanceof Element) || target.closest('button') !== null) return;
    // A link may be opened in another tab.
    if (ctrlKey || metaKey) return;
    const symbol = target.closest<HTMLElement>('[data-testid="row"]')?.dataset['symbol'];
    if (symbol === undefined) return;
    event.nativeEvent.preventDefault();
    setActive(symbol);
    go(symbol);
  };
  const isActiveShown = items.some(({ index }) => rows[index]?.symbol === active);
  return (
    <div className="table" ref={scroller} style={{ '--columns': gridOf(columns, room) } as object}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a grid takes keys and clicks for its rows */}
      <div
        className="grid"
        role="grid"
        tabIndex={0}
        aria-label="Quotes"
        aria-rowcount={rows.length + 1}
        aria-activedescendant={active !== null && isActiveShown ? rowId(active) : undefined}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={() => setActive((before) => before ?? rows[0]?.symbol ?? null)}
      >
        <ColumnHeads desk={desk} columns={columns} symbols={rows} />
        <div role="rowgroup" className="table-body" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const listing = rows[index];
            return (
              listing && (
                <Row
                  key={key}
                  desk={desk}
                  listing={listing}
                  columns={columns}
                  index={index}
                  top={start}
                  isActive={listing.symbol === active}
                  isOpen={listing.symbol === open}
                  isStarred={starred.has(listing.symbol)}
                  onStar={star}
                />
              )
            );
          })}
        </div>
      </div>
      {rows.length === 0 && <EmptyTable desk={desk} query={query} />}
    </div>
  );
}

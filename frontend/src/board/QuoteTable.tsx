import { tickerOf } from '@quotebridge/contracts/wire';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import type { Desk } from '../desk.ts';
import type { Listing } from '../store/directory.ts';
import { useCell } from '../store/use-cell.ts';
import type { ColumnId } from './columns.ts';
import { fitColumns, gridOf, isNarrow } from './columns.ts';
import { ColumnHeads } from './ColumnHeads.tsx';
import { EmptyTable } from './EmptyTable.tsx';
import { moveAcross, moveOf } from './keys.ts';
import { cellId, rowId } from './row-id.ts';
import { Row } from './Row.tsx';
import { useLongestPrice } from './use-longest-price.ts';
import { useStar } from './use-star.ts';
import { useWidth } from './use-width.ts';
import tableCss from './QuoteTable.module.css';
import ui from '../ui/ui.module.css';

/** In pixels; passed to the style sheets as `--row`. */
const ROW_HEIGHT = 30;
const OVERSCAN = 6;
/** While an arrow key is held down, the detail does not change until the selection rests this long. */
const FOLLOW_AFTER_MS = 150;

interface QuoteTableProps {
  readonly desk: Desk;
  readonly rows: readonly Listing[];
  readonly query: string;
}

export function QuoteTable({ desk, rows, query }: QuoteTableProps) {
  const { session, navigator, settings } = desk;
  const scroller = useRef<HTMLDivElement>(null);
  const heads = useRef<HTMLDivElement>(null);
  const room = useWidth(heads);
  const chosen = useCell(settings.columns);
  const open = useCell(navigator.route).symbol;
  const { name: watchlist, starred, star } = useStar(desk);
  const [active, setActive] = useState(open);
  const [column, setColumn] = useState<ColumnId | null>(null);
  const [said, setSaid] = useState('');
  const following = useRef<ReturnType<typeof setTimeout>>(undefined);
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
  const longest = useLongestPrice(session, rows, first, last);
  const columns = useMemo(() => fitColumns(chosen, room, longest), [chosen, room, longest]);
  const activeColumn = columns.findIndex(({ id }) => id === column);
  useEffect(() => {
    session.show(rows.slice(first, last + 1).map(({ symbol }) => symbol));
  }, [session, rows, first, last]);

  useEffect(() => () => clearTimeout(following.current), []);
  const show = (symbol: string) => {
    setActive(symbol);
    setSaid(`Details of ${tickerOf(symbol)}`);
    navigator.go({ symbol });
  };
  const follow = (symbol: string) => {
    clearTimeout(following.current);
    following.current = setTimeout(() => {
      if (navigator.route.get().symbol !== null) navigator.pass({ symbol });
    }, FOLLOW_AFTER_MS);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Keys pressed on a column's title belong to that title.
    if (event.target !== event.currentTarget) return;
    const at = rows.findIndex(({ symbol }) => symbol === active);
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const to = moveOf(event, at, rows.length, page);
    const across = moveAcross(event, activeColumn, columns.length);
    if (to !== null) {
      event.preventDefault();
      const symbol = rows[to]?.symbol ?? null;
      setActive(symbol);
      virtual.scrollToIndex(to);
      if (symbol !== null && open !== null) follow(symbol);
    } else if (active !== null && across !== null) {
      event.preventDefault();
      setColumn(columns[across]?.id ?? null);
    } else if (active !== null && event.key === 'Enter') {
      event.preventDefault();
      show(active);
    } else if (active !== null && event.key === 's') {
      setSaid(`${active} ${starred.has(active) ? 'removed from' : 'added to'} ${watchlist}`);
      star(active);
    }
  };
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const { target } = event;
    // Leave Ctrl- and Cmd-clicks to the browser: they open the row's link in another tab.
    if (!(target instanceof Element) || event.ctrlKey || event.metaKey) return;
    const symbol = target.closest<HTMLElement>('[data-testid="row"]')?.dataset['symbol'];
    if (symbol === undefined) return;
    // Keep the keyboard on the grid, not on an element within the row.
    event.currentTarget.focus({ preventScroll: true });
    setActive(symbol);
    setColumn(null);
    if (target.closest('button') !== null) return;
    event.preventDefault();
    show(symbol);
  };
  const isActiveShown = active !== null && items.some(({ index }) => rows[index]?.symbol === active);
  return (
    <div
      className={tableCss.table}
      ref={scroller}
      data-narrow={isNarrow(room)}
      style={
        { '--row': `${ROW_HEIGHT}px`, '--columns': gridOf(columns, room, longest), '--price-digits': longest } as object
      }
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a grid takes keys and clicks for its rows */}
      <div
        className={tableCss.grid}
        role="grid"
        tabIndex={0}
        aria-label="Quotes"
        aria-rowcount={rows.length + 1}
        aria-activedescendant={isActiveShown ? idOf(active, columns[activeColumn]?.id) : undefined}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={() => setActive((before) => before ?? rows[0]?.symbol ?? null)}
      >
        <ColumnHeads desk={desk} columns={columns} row={heads} />
        <div role="rowgroup" className={tableCss.body} style={{ height: virtual.getTotalSize() }}>
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
                  activeColumn={listing.symbol === active ? (columns[activeColumn]?.id ?? null) : null}
                  isOpen={listing.symbol === open}
                  isStarred={starred.has(listing.symbol)}
                  onStar={star}
                />
              )
            );
          })}
        </div>
      </div>
      <p className={ui.srOnly} role="status" data-testid="said">
        {said}
      </p>
      {rows.length === 0 && <EmptyTable desk={desk} query={query} />}
    </div>
  );
}

/** The id of the active row, or of its active cell. */
function idOf(symbol: string, column: ColumnId | undefined): string {
  return column === undefined ? rowId(symbol) : cellId(symbol, column);
}

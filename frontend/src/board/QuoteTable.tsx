import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { Session } from '../store/session.ts';
import { useCell } from '../store/use-cell.ts';
import { Row } from './Row.tsx';
import './table.css';

/** In step with `--row` in table.css. */
const ROW_HEIGHT = 30;
const OVERSCAN = 6;

export function QuoteTable({ session }: { readonly session: Session }) {
  const listings = useCell(session.directory.listings);
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- the React Compiler, which this rule is about, is not used
  const rows = useVirtualizer({
    count: listings.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => listings[index]?.symbol ?? index,
    overscan: OVERSCAN,
    useFlushSync: false,
  });
  return (
    <div className="table" ref={scroller} role="region" aria-label="Quotes" tabIndex={0}>
      <div role="table" aria-label="Best bid and ask, last trade" aria-rowcount={listings.length + 1}>
        <div role="rowgroup" className="table-head">
          <Columns />
        </div>
        <div role="rowgroup" className="table-body" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, key, start }) => {
            const listing = listings[index];
            return listing && <Row key={key} session={session} listing={listing} index={index} top={start} />;
          })}
        </div>
      </div>
      {listings.length === 0 && <p className="table-empty">No instruments yet.</p>}
    </div>
  );
}

function Columns() {
  return (
    <div className="columns" role="row" aria-rowindex={1}>
      <span className="symbol" role="columnheader">
        Symbol
      </span>
      <span className="name" role="columnheader">
        Name
      </span>
      <span className="size" role="columnheader">
        Bid size
      </span>
      <span className="price" role="columnheader">
        Bid
      </span>
      <span className="price" role="columnheader">
        Ask
      </span>
      <span className="size" role="columnheader">
        Ask size
      </span>
      <span className="price" role="columnheader">
        Last
      </span>
      <span className="age" role="columnheader">
        Age
      </span>
    </div>
  );
}

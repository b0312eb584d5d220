import type { Desk } from '../desk.ts';
import { useCell } from '../store/use-cell.ts';
import { emptyText } from './empty-text.ts';
import { useWatchlist } from './use-watchlist.ts';
import emptyCss from './EmptyTable.module.css';
import ui from '../ui/ui.module.css';

/** Explains why there are no rows and what to do about it. */
export function EmptyTable({ desk, query }: { readonly desk: Desk; readonly query: string }) {
  const list = useWatchlist(desk.settings, desk.navigator);
  const listed = useCell(desk.session.instruments.listed);
  const { headline, detail } = emptyText({ listed, list, query });
  return (
    <div className={emptyCss.empty} data-testid="empty" data-problem={listed === 'failed'}>
      <p className={emptyCss.headline}>{headline}</p>
      <p>{detail}</p>
      {list !== null && (
        <button type="button" className={ui.button} onClick={() => desk.navigator.go({ list: null, shared: null })}>
          Show all instruments
        </button>
      )}
    </div>
  );
}

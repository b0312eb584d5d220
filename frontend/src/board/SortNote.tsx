import type { Ranking } from '../store/ranking.ts';
import { useCell } from '../store/use-cell.ts';
import { COLUMNS } from './columns.ts';
import { formatTime } from './format.ts';
import ui from '../ui/ui.module.css';

/** Rows sorted by prices are sorted again only on request: shows the time of the current order. */
export function SortNote({ ranking }: { readonly ranking: Ranking }) {
  const { sort, at } = useCell(ranking.ranked);
  const reading = useCell(ranking.reading);
  const failed = useCell(ranking.failed);
  if (reading) {
    return (
      <p className={ui.note} role="status" data-testid="sort-note">
        {failed ? 'Not sorted: API unavailable' : 'Sorting'}
      </p>
    );
  }
  if (at === null) return null;
  return (
    <p className={ui.note} data-testid="sort-note">
      {COLUMNS[sort.column].title} as of {formatTime(at)}
      <button type="button" className={ui.link} onClick={() => ranking.rank(sort)}>
        Sort again
      </button>
    </p>
  );
}

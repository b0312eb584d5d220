import type { Listing } from '../store/directory.ts';
import type { Ranking } from '../store/ranking.ts';
import { useCell } from '../store/use-cell.ts';
import { COLUMNS } from './columns.ts';
import { formatCount, formatTime } from './format.ts';

/** Rows that are sorted by prices stay where they are until somebody asks: this says since when. */
export function SortNote({ ranking, rows }: { readonly ranking: Ranking; readonly rows: readonly Listing[] }) {
  const { sort, at } = useCell(ranking.ranked);
  const progress = useCell(ranking.progress);
  const failed = useCell(ranking.failed);
  if (progress !== null) {
    const { done, of } = progress;
    return (
      <p className="note" role="status" data-testid="sort-note">
        Sorting
        {/* One that listens is told that it goes on, not of each step. */}
        {of > 0 && <span aria-hidden="true">{`: ${formatCount(done)} of ${formatCount(of)} opens read`}</span>}
      </p>
    );
  }
  if (failed) {
    return (
      <p className="note" role="status" data-testid="sort-note">
        Not sorted: the API does not answer
      </p>
    );
  }
  if (at === null) return null;
  const again = () =>
    void ranking.sort(
      sort,
      rows.map(({ symbol }) => symbol),
    );
  return (
    <p className="note" data-testid="sort-note">
      {COLUMNS[sort.column].title} as of {formatTime(at)}
      <button type="button" className="link" onClick={again}>
        Sort again
      </button>
    </p>
  );
}

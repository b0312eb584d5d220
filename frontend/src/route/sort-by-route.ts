import type { Ranking } from '../store/ranking.ts';
import type { Navigator } from './navigator.ts';

/** Sorts the rows as the address specifies. */
export function sortByRoute(ranking: Pick<Ranking, 'rank'>, { route }: Pick<Navigator, 'route'>): void {
  let { sort } = route.get();
  ranking.rank(sort);
  route.subscribe(() => {
    const next = route.get().sort;
    if (next.column === sort.column && next.descending === sort.descending) return;
    sort = next;
    ranking.rank(sort);
  });
}

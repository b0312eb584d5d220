import { readColumns } from '../board/columns.ts';
import type { ColumnId } from '../board/columns.ts';
import { Cell } from '../store/cell.ts';
import { readDelivery } from '../store/delivery.ts';
import type { Delivery } from '../store/delivery.ts';
import { follow, load, save } from './storage.ts';
import { readName, readWatchlists } from './watchlists.ts';
import type { Watchlist } from './watchlists.ts';

/** The user's settings, kept in local storage. */
export class Settings {
  readonly columns = kept<readonly ColumnId[]>('columns', readColumns);
  readonly watchlists = kept<readonly Watchlist[]>('watchlists', readWatchlists);
  /** The list that was shown last: stars refer to it while all instruments are shown. */
  readonly starred = kept<string | null>('starred', (value) => (typeof value === 'string' ? readName(value) : null));
  readonly delivery = kept<Delivery>('delivery', readDelivery);
}

function kept<T>(name: string, read: (value: unknown) => T): Cell<T> {
  const cell = new Cell(read(load(name)));
  cell.subscribe(() => save(name, cell.get()));
  follow(name, () => cell.set(read(load(name))));
  return cell;
}

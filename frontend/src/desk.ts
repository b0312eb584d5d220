import type { QueryClient } from '@tanstack/react-query';
import type { Api } from './api.ts';
import type { ConsoleFollower } from './hybrid/console-follower.ts';
import type { Operator } from './hybrid/operator.ts';
import type { Settings } from './prefs/settings.ts';
import type { Navigator } from './route/navigator.ts';
import type { InstrumentLoader } from './store/instrument-loader.ts';
import type { Ranking } from './store/ranking.ts';
import type { Session } from './store/session.ts';
import type { TrendBook } from './trends/trend-book.ts';

/** The part of a session that the board uses: the states page implements it without a gateway. */
export type BoardSession = Pick<
  Session,
  | 'origin'
  | 'quotes'
  | 'directory'
  | 'condition'
  | 'time'
  | 'figures'
  | 'site'
  | 'delivery'
  | 'subscribed'
  | 'show'
  | 'focus'
  | 'choose'
  | 'listen'
  | 'trace'
  | 'listenToTraces'
  | 'serverTime'
> & { readonly instruments: Pick<InstrumentLoader, 'listed'> };

/** The dependencies of a board page. */
export interface Desk {
  readonly api: Api;
  readonly queries: QueryClient;
  readonly session: BoardSession;
  readonly hybrid: Pick<ConsoleFollower, 'state'>;
  readonly operator: Pick<Operator, 'hasToken' | 'actOnLink' | 'post'>;
  readonly trends: TrendBook;
  readonly ranking: Ranking;
  readonly settings: Settings;
  readonly navigator: Navigator;
}

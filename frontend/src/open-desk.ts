import { awakeClock } from '@quotebridge/client';
import { openApi } from './api.ts';
import type { Desk } from './desk.ts';
import { exposeDiagnostics } from './diagnostics.ts';
import { openQueries } from './queries.ts';
import { ConsoleFollower } from './hybrid/console-follower.ts';
import { Operator } from './hybrid/operator.ts';
import { openTabStorage } from './prefs/storage.ts';
import { Settings } from './prefs/settings.ts';
import { Navigator } from './route/navigator.ts';
import { sortByRoute } from './route/sort-by-route.ts';
import { hasRecovered } from './store/condition.ts';
import { Ranking } from './store/ranking.ts';
import { Session } from './store/session.ts';
import { TrendBook } from './trends/trend-book.ts';

/** Creates the dependencies of this page and connects them. */
export function openDesk(origin: string): Desk {
  const settings = new Settings();
  const now = awakeClock(
    () => performance.now(),
    () => Date.now(),
  );
  const api = openApi(origin);
  const queries = openQueries();
  const hybrid = new ConsoleFollower(origin, now);
  const operator = new Operator(origin, openTabStorage());
  const session = new Session({
    origin,
    api,
    queries,
    schedule: (flush) => requestAnimationFrame(flush),
    now,
    isOnline: () => navigator.onLine,
    delivery: settings.delivery.get(),
    link: () => hybrid.news(),
  });
  hybrid.state.subscribe(session.judge);
  session.delivery.subscribe(() => settings.delivery.set(session.delivery.get()));
  const trends = new TrendBook({ api, queries, now });
  session.listen((quote) => trends.take(quote));
  session.time.subscribe(() => {
    trends.follow(session.subscribed);
    trends.publish();
  });
  let before = session.condition.get();
  session.condition.subscribe(() => {
    const condition = session.condition.get();
    if (hasRecovered(before, condition)) trends.outdate();
    before = condition;
  });
  const ranking = new Ranking({ api, queries, wallClock: Date.now });
  const place = new Navigator(window);
  sortByRoute(ranking, place);
  exposeDiagnostics(session);
  document.addEventListener('visibilitychange', () => session.refresh());
  return { api, queries, session, hybrid, operator, trends, ranking, settings, navigator: place };
}

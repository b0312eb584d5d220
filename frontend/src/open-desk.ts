import { awakeClock } from '@quotebridge/client';
import { openApi } from './api.ts';
import type { Desk } from './desk.ts';
import { exposeDiagnostics } from './diagnostics.ts';
import { Settings } from './prefs/settings.ts';
import { Navigator } from './route/navigator.ts';
import { hasRecovered } from './store/condition.ts';
import { Ranking } from './store/ranking.ts';
import { Session } from './store/session.ts';
import { TrendBook } from './trends/trend-book.ts';

/** Opens the desk of this page, and keeps its parts in step with each other. */
export function openDesk(origin: string): Desk {
  const settings = new Settings();
  const now = awakeClock(
    () => performance.now(),
    () => Date.now(),
  );
  const session = new Session({
    origin,
    schedule: (flush) => requestAnimationFrame(flush),
    now,
    isOnline: () => navigator.onLine,
    delivery: settings.delivery.get(),
  });
  session.delivery.subscribe(() => settings.delivery.set(session.delivery.get()));
  const api = openApi(origin);
  const trends = new TrendBook({ api, now });
  session.listen((quote) => trends.take(quote));
  session.time.subscribe(() => {
    trends.follow(session.subscribed);
    trends.tell();
  });
  let before = session.condition.get();
  session.condition.subscribe(() => {
    const condition = session.condition.get();
    if (hasRecovered(before, condition)) trends.outdate();
    before = condition;
  });
  const ranking = new Ranking({ api, open: (symbol) => trends.open(symbol), wallClock: Date.now });
  exposeDiagnostics(session);
  document.addEventListener('visibilitychange', () => session.refresh());
  return { api, session, trends, ranking, settings, navigator: new Navigator(window) };
}

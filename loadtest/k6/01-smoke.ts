import exec from 'k6/execution';
import { check } from 'k6';
import http from 'k6/http';
import { allSymbols, watchlist } from './lib/symbols.ts';
import { watchQuotes } from './lib/quote-client.ts';
import { BASE_URL, CLIENTS, SECONDS } from './lib/settings.ts';
import { clientsAtOnce, once } from './lib/executors.ts';
import { ACCOUNTED, CHECKED, STAYED } from './lib/objectives.ts';
import { SUMMARY_STATS } from './lib/summary.ts';
import { timelineOf } from './lib/timeline.ts';

export { handleSummary } from './lib/summary.ts';

/** One of everything: each kind of request, and (by default) one client. */
export const options = {
  scenarios: { clients: clientsAtOnce(CLIENTS, SECONDS), requests: once() },
  thresholds: { ...CHECKED, ...ACCOUNTED, ...STAYED },
  summaryTrendStats: SUMMARY_STATS,
};

export function setup() {
  return { symbols: allSymbols(), ...timelineOf(SECONDS) };
}

type Data = ReturnType<typeof setup>;

export function clients({ symbols, endAt }: Data): void {
  watchQuotes({ symbols: watchlist(symbols, exec.vu.idInTest), endAt });
}

export function requests({ symbols }: Data): void {
  const [symbol] = symbols;
  const answers = {
    '/': 200,
    '/readyz': 200,
    '/v1/status': 200,
    '/v1/instruments': 200,
    '/v1/quotes': 200,
    [`/v1/quotes/${symbol}`]: 200,
    [`/v1/quotes/${symbol}/history?limit=10`]: 200,
    [`/v1/candles/${symbol}?interval=1s&limit=3`]: 200,
    '/v1/quotes/NO-SUCH-SYMBOL': 404,
    '/v1/instruments?limit=0': 400,
    '/openapi.json': 200,
  };
  for (const [path, status] of Object.entries(answers)) {
    const answer = http.get(`${BASE_URL}${path}`, { responseCallback: http.expectedStatuses(status) });
    check(answer, { [`${path} answers ${status}`]: (got) => got.status === status });
  }
}

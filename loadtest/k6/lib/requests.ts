import { check } from 'k6';
import http from 'k6/http';
import { around, oneOf } from './pick.ts';
import { BASE_URL } from './settings.ts';

/** Out of ten requests: four for a quote, three for a watchlist, and one each of the others. */
const MIX: readonly ((symbols: readonly string[]) => [name: string, path: string])[] = [
  ...Array.from({ length: 4 }, () => oneQuote),
  ...Array.from({ length: 3 }, () => watchlistQuotes),
  (symbols) => ['history', `/v1/quotes/${oneOf(symbols)}/history?limit=50`],
  (symbols) => ['candles', `/v1/candles/${oneOf(symbols)}?interval=1s&limit=60`],
  () => ['status', '/v1/status'],
];
const WATCHLIST = 20;

/** Sends one request of what a page or a program asks for, and checks its answer. */
export function requestOne(symbols: readonly string[]) {
  const [name, path] = oneOf(MIX)(symbols);
  const answer = http.get(`${BASE_URL}${path}`, { tags: { name } });
  check(answer, { 'answers 200': ({ status }) => status === 200 });
  return answer;
}

function oneQuote(symbols: readonly string[]): [string, string] {
  return ['quote', `/v1/quotes/${oneOf(symbols)}`];
}

function watchlistQuotes(symbols: readonly string[]): [string, string] {
  const start = Math.floor(Math.random() * symbols.length);
  const list = Array.from({ length: Math.min(WATCHLIST, symbols.length) }, (_, i) => around(symbols, start + i));
  return ['watchlist', `/v1/quotes?symbols=${list.join(',')}`];
}

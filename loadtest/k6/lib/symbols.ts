import { check, fail } from 'k6';
import http from 'k6/http';
import { around } from './pick.ts';
import { BASE_URL, WATCHED } from './settings.ts';

/** Every symbol that has a quote: the others answer 404 until they have. Ends the test when there is none: nothing could be measured. */
export function allSymbols(): string[] {
  const answer = http.get(`${BASE_URL}/v1/quotes`);
  if (!check(answer, { 'quotes are listed': ({ status }) => status === 200 })) fail(`${BASE_URL} lists no quotes`);
  const { quotes } = answer.json() as unknown as { quotes: { symbol: string }[] };
  if (quotes.length === 0) fail(`${BASE_URL} has no quotes yet`);
  return quotes.map(({ symbol }) => symbol);
}

/** Which symbols client number `client` watches: neighbours, each client's one further on, so that no two in a row are the same. */
export function watchlist(symbols: readonly string[], client: number): string[] {
  const size = Math.min(WATCHED, symbols.length);
  return Array.from({ length: size }, (_, index) => around(symbols, client + index));
}

import { check, fail } from 'k6';
import http from 'k6/http';
import { around } from './pick.ts';
import { BASE_URL, WATCHED } from './settings.ts';

const PAGE = 1_000;

/** Every symbol that the API lists. Ends the test when there is none: nothing could be measured. */
export function allSymbols(): string[] {
  const symbols: string[] = [];
  for (let after = ''; ;) {
    const answer = http.get(`${BASE_URL}/v1/instruments?limit=${PAGE}${after === '' ? '' : `&after=${after}`}`);
    if (!check(answer, { 'instruments are listed': ({ status }) => status === 200 })) break;
    const { instruments, next } = answer.json() as unknown as {
      instruments: { symbol: string }[];
      next: string | null;
    };
    symbols.push(...instruments.map(({ symbol }) => symbol));
    after = symbols.at(-1) ?? '';
    if (next === null) break;
  }
  if (symbols.length === 0) fail(`${BASE_URL} lists no instruments`);
  return symbols;
}

/** Which symbols client number `client` watches: neighbours, each client's one further on, so that no two in a row are the same. */
export function watchlist(symbols: readonly string[], client: number): string[] {
  const size = Math.min(WATCHED, symbols.length);
  return Array.from({ length: size }, (_, index) => around(symbols, client + index));
}

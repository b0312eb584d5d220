import { staleness } from '@quotebridge/runtime';
import { LRUCache } from 'lru-cache';
import { quotesAnswer } from '../answers.ts';
import { quotesAsOf } from '../as-of.ts';
import type { ApiDeps } from '../deps.ts';
import { checkKnown, newestQuotes } from '../newest.ts';
import { responses } from '../openapi/responses.ts';
import { quotesParameters, readParameters, toBound } from '../parameters.ts';
import { quoteJson } from '../quote-json.ts';
import type { Route } from '../route.ts';
import { sendJson, sendTagged } from '../send-json.ts';

/** Lists of symbols that were asked for lately: clients ask for the same ones again and again. */
const LISTS_KEPT = 200;
/** How much of their answers is kept, in bytes. */
const ANSWERS_KEPT = 16_000_000;

interface Answer {
  readonly version: string;
  /** Another map means another stream. */
  readonly entries: ApiDeps['quotes']['entries'];
  readonly body: Buffer;
}

/** The newest quotes, of all symbols when none is named. An instrument that has not been quoted yet is left out. */
export const quotesRoute: Route = {
  path: '/v1/quotes',
  describe: ({ maxSymbols }) => ({
    operationId: 'listQuotes',
    summary: 'The newest quotes, or the market as it stood',
    description: 'An instrument that had not been quoted yet is left out.',
    requestParams: { query: quotesParameters(maxSymbols) },
    responses: responses(quotesAnswer, 'Quotes in the order asked for', [400, 404, 503], { isTagged: true }),
  }),
  handle: (deps) => {
    const { quotes, instruments, site, reads, limits } = deps;
    const parameters = quotesParameters(limits.maxSymbols);
    const lists = new LRUCache<string, readonly string[]>({ max: LISTS_KEPT });
    const readList = (list: string) => {
      const known = lists.get(list);
      if (known !== undefined) return known;
      const symbols = [...new Set(readParameters(parameters, { symbols: list }).symbols?.split(','))];
      lists.set(list, symbols);
      return symbols;
    };
    const json = (found: readonly string[], asOf: string | null) => {
      const stale = asOf === null ? staleness(quotes.freshness, site) : null;
      return `{"quotes":[${found.join(',')}],"stale":${JSON.stringify(stale)},"site":"${site.site}","asOf":${JSON.stringify(asOf)}}`;
    };
    const answers = new LRUCache<string, Answer>({
      maxSize: ANSWERS_KEPT,
      sizeCalculation: ({ body }) => body.byteLength,
    });
    /** The newest quotes: the same bytes until any quote has changed. */
    const newest = (list: string | undefined): Buffer => {
      const { entries, freshness, totals } = quotes;
      const version = `${totals.received} ${totals.corrected} ${freshness.staleSince} ${site.staleReason}`;
      const known = answers.get(list ?? '');
      if (known?.version === version && known.entries === entries) return known.body;
      const found = newestQuotes(deps, list === undefined ? undefined : readList(list));
      const body = Buffer.from(json(found.map(quoteJson), null));
      answers.set(list ?? '', { version, entries, body });
      return body;
    };
    return async (request, response) => {
      const { query } = request;
      const only = Object.keys(query).length === 1 ? query['symbols'] : undefined;
      const { symbols: list, as_of: asOf } =
        typeof only === 'string' ? { symbols: only, as_of: undefined } : readParameters(parameters, query);
      if (asOf === undefined) {
        sendJson(response, newest(list));
        return;
      }
      const symbols = list === undefined ? undefined : readList(list);
      checkKnown(deps, symbols ?? []);
      const all = symbols ?? [...new Set([...instruments.bySymbol.keys(), ...quotes.entries.keys()])];
      const found = await quotesAsOf(reads, all, toBound(asOf));
      sendTagged(
        response,
        json(
          found.map(({ quote }) => quoteJson(quote)),
          asOf,
        ),
      );
    };
  },
};

import type { Request, Response } from 'express';
import { LRUCache } from 'lru-cache';
import { quotesAnswer } from '../answers.ts';
import type { QuotesAnswer } from '../answers.ts';
import { isSettled, quotesAsOf } from '../as-of.ts';
import { checkKnown, newestQuotes } from '../newest.ts';
import { responses } from '../openapi/responses.ts';
import { quotesParameters, readParameters, toBound } from '../parameters.ts';
import { quoteJson } from '../quote-json.ts';
import type { Route } from '../route.ts';
import { sendJson, sendTagged, tagged, toBody } from '../send-json.ts';
import type { Body } from '../send-json.ts';

/** Size of the response cache in bytes: clients request the same lists repeatedly. */
const ANSWERS_KEPT = 16_000_000;

/** The last response for a URL. */
interface Kept {
  /** `undefined` is all. */
  readonly symbols: readonly string[] | undefined;
  readonly changes: number;
  readonly stale: QuotesAnswer['stale'];
  readonly body: Body;
}

/** The newest quotes, of all symbols when none is named. Instruments without a quote yet are omitted. */
export const quotesRoute: Route = {
  path: '/v1/quotes',
  tag: 'Quotes',
  describe: ({ maxSymbols }) => ({
    operationId: 'listQuotes',
    summary: 'The newest quotes, or the market as it stood',
    description: 'An instrument that had not been quoted yet is left out.',
    requestParams: { query: quotesParameters(maxSymbols) },
    responses: responses(quotesAnswer, 'Quotes in the order asked for', [400, 404, 503], { isTagged: true }),
  }),
  handle: (deps) => {
    const { quotes, instruments, site, limits } = deps;
    const parameters = quotesParameters(limits.maxSymbols);
    const json = (found: readonly string[], more: Pick<QuotesAnswer, 'stale' | 'asOf'>) =>
      `{"quotes":[${found.join(',')}],"stale":${JSON.stringify(more.stale)},"site":"${site.site}","asOf":${JSON.stringify(more.asOf)}}`;
    const kept = new LRUCache<string, Kept>({
      maxSize: ANSWERS_KEPT,
      sizeCalculation: ({ body }, url) => body.length + url.length,
    });
    /** The same bytes until any quote has changed. */
    const sendNewest = (url: string, response: Response, symbols: Kept['symbols'], known?: Kept) => {
      const { stale } = quotes.freshness;
      const { changes } = quotes;
      if (known?.changes === changes && isSame(known.stale, stale)) {
        sendJson(response, known.body);
        return;
      }
      const body = toBody(json(newestQuotes(deps, symbols).map(quoteJson), { stale, asOf: null }));
      kept.set(url, { symbols, changes, stale, body });
      sendJson(response, body);
    };
    const answer = async (request: Request, response: Response) => {
      const { symbols: list, as_of: asOf } = readParameters(parameters, request.query);
      const symbols = list === undefined ? undefined : [...new Set(list.split(','))];
      if (asOf === undefined) {
        sendNewest(request.url, response, symbols);
        return;
      }
      checkKnown(deps, symbols ?? []);
      const bound = toBound(asOf);
      if (!isSettled(deps, bound)) {
        const { stale } = quotes.freshness;
        sendTagged(response, tagged(json(newestQuotes(deps, symbols).map(quoteJson), { stale, asOf })));
        return;
      }
      const all = symbols ?? [...new Set([...instruments.bySymbol.keys(), ...quotes.entries.keys()])];
      const found = await quotesAsOf(deps, all, bound);
      const then = found.map(({ quote }) => quoteJson(quote));
      sendTagged(response, tagged(json(then, { stale: null, asOf })));
    };
    return (request, response) => {
      // A URL that was requested before need not be parsed again.
      const known = kept.get(request.url);
      if (known === undefined) return answer(request, response);
      sendNewest(request.url, response, known.symbols, known);
      return undefined;
    };
  },
};

function isSame(a: QuotesAnswer['stale'], b: QuotesAnswer['stale']): boolean {
  return a?.since === b?.since && a?.reason === b?.reason;
}

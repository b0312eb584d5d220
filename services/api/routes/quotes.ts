import { staleness } from '@quotebridge/runtime';
import type { RequestHandler } from 'express';
import type { QuotesAnswer } from '../answers.ts';
import type { ApiDeps } from '../deps.ts';
import { readParameters, symbolsParameters } from '../parameters.ts';
import { newestQuotes } from '../newest.ts';

/**
 * `GET /v1/quotes?symbols=A,B`: the newest quotes, of all symbols when none is named. An instrument that has not been
 * quoted yet is left out.
 */
export function quotesRoute(deps: ApiDeps): RequestHandler {
  const parameters = symbolsParameters(deps.maxSymbols);
  return (request, response) => {
    const { symbols } = readParameters(parameters, request.query);
    response.json({
      quotes: newestQuotes(deps, symbols),
      stale: staleness(deps.quotes.freshness, deps.site),
      site: deps.site.site,
    } satisfies QuotesAnswer);
  };
}

import { staleness } from '@quotebridge/runtime';
import type { RequestHandler } from 'express';
import type { QuoteAnswer } from '../answers.ts';
import type { ApiDeps } from '../deps.ts';
import { newestQuotes } from '../newest.ts';
import { noParameters, readParameters, symbolParameters } from '../parameters.ts';
import { ProblemError } from '../problems.ts';

/** `GET /v1/quotes/{symbol}`: the newest quote of one symbol. */
export function quoteRoute(deps: ApiDeps): RequestHandler {
  return (request, response) => {
    readParameters(noParameters, request.query);
    const { symbol } = readParameters(symbolParameters, request.params);
    const [quote] = newestQuotes(deps, [symbol]);
    if (quote === undefined) throw new ProblemError(404, 'No quote yet', `${symbol} has not been quoted yet`);
    response.json({ ...quote, stale: staleness(deps.quotes.freshness, deps.site) } satisfies QuoteAnswer);
  };
}

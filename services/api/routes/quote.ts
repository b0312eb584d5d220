import type { Quote } from '@quotebridge/contracts';
import type { Request, Response } from 'express';
import { quoteAnswer } from '../answers.ts';
import type { QuoteAnswer } from '../answers.ts';
import { isSettled, quotesAsOf } from '../as-of.ts';
import { checkKnown, checkListed } from '../newest.ts';
import { responses } from '../openapi/responses.ts';
import { quoteParameters, readParameters, symbolParameters, toBound } from '../parameters.ts';
import { ProblemError } from '../problems.ts';
import { quoteJson } from '../quote-json.ts';
import type { Route } from '../route.ts';
import { sendTagged, tagged } from '../send-json.ts';
import type { Tagged } from '../send-json.ts';

/** The newest quote of one symbol, or its last one as of a time. */
export const quoteRoute: Route = {
  path: '/v1/quotes/{symbol}',
  tag: 'Quotes',
  describe: () => ({
    operationId: 'getQuote',
    summary: 'The newest quote of a symbol, or its quote as it stood',
    requestParams: { path: symbolParameters, query: quoteParameters },
    responses: responses(quoteAnswer, 'The quote', [400, 404, 503], { isTagged: true }),
  }),
  handle: (deps) => {
    const { quotes, instruments } = deps;
    const whileFresh = new WeakMap<Quote, Tagged>();
    const newest = (quote: Quote, asOf: string | null): Tagged => {
      const { stale } = quotes.freshness;
      if (stale !== null || asOf !== null) return tagged(jsonOf(quote, { stale, asOf }));
      const known = whileFresh.get(quote) ?? tagged(jsonOf(quote, { stale, asOf }));
      whileFresh.set(quote, known);
      return known;
    };
    const answer = async (request: Request, response: Response) => {
      const { as_of: asOf } = readParameters(quoteParameters, request.query);
      const { symbol } = readParameters(symbolParameters, request.params);
      checkKnown(deps, [symbol]);
      const bound = asOf === undefined ? null : toBound(asOf);
      if (asOf !== undefined && bound !== null && isSettled(deps, bound)) {
        const [found] = await quotesAsOf(deps, [symbol], bound);
        if (found === undefined) throw new ProblemError(404, 'No quote yet', `${symbol} had not been quoted by then`);
        sendTagged(response, tagged(jsonOf(found.quote, { stale: null, asOf })));
        return;
      }
      checkListed(deps, [symbol]);
      const quote = quotes.entries.get(symbol)?.quote;
      if (quote === undefined) throw new ProblemError(404, 'No quote yet', `${symbol} has not been quoted yet`);
      sendTagged(response, newest(quote, asOf ?? null));
    };
    return (request, response) => {
      // Parsing absent parameters would be half of the work.
      const isPlain = quotes.isReady && !request.url.includes('?');
      const symbol = String(request.params['symbol']);
      const known = isPlain && !instruments.withdrawn.has(symbol) ? quotes.entries.get(symbol) : undefined;
      if (known === undefined) return answer(request, response);
      sendTagged(response, newest(known.quote, null));
      return undefined;
    };
  },
};

function jsonOf(quote: Quote, more: Pick<QuoteAnswer, 'stale' | 'asOf'>): string {
  return `${quoteJson(quote).slice(0, -1)},${JSON.stringify(more).slice(1)}`;
}

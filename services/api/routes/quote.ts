import type { Quote } from '@quotebridge/contracts';
import { staleness } from '@quotebridge/runtime';
import { quoteAnswer } from '../answers.ts';
import type { QuoteAnswer } from '../answers.ts';
import { quotesAsOf } from '../as-of.ts';
import { checkKnown } from '../newest.ts';
import { responses } from '../openapi/responses.ts';
import { quoteParameters, readParameters, symbolParameters, toBound } from '../parameters.ts';
import { ProblemError } from '../problems.ts';
import { quoteJson } from '../quote-json.ts';
import type { Route } from '../route.ts';
import { sendTagged } from '../send-json.ts';

/** The newest quote of one symbol, or its last one as of a time. */
export const quoteRoute: Route = {
  path: '/v1/quotes/{symbol}',
  describe: () => ({
    operationId: 'getQuote',
    summary: 'The newest quote of a symbol, or its quote as it stood',
    requestParams: { path: symbolParameters, query: quoteParameters },
    responses: responses(quoteAnswer, 'The quote', [400, 404, 503], { isTagged: true }),
  }),
  handle: (deps) => {
    const { quotes, reads, site } = deps;
    return async (request, response) => {
      const { as_of: asOf } = readParameters(quoteParameters, request.query);
      const { symbol } = readParameters(symbolParameters, request.params);
      checkKnown(deps, [symbol]);
      if (asOf !== undefined) {
        const [found] = await quotesAsOf(reads, [symbol], toBound(asOf));
        if (found === undefined) throw new ProblemError(404, 'No quote yet', `${symbol} had not been quoted by then`);
        sendTagged(response, jsonOf(found.quote, { stale: null, asOf }));
        return;
      }
      const quote = quotes.entries.get(symbol)?.quote;
      if (quote === undefined) throw new ProblemError(404, 'No quote yet', `${symbol} has not been quoted yet`);
      const stale = staleness(quotes.freshness, site);
      const version = `${quote.epoch}-${quote.seq}${stale === null ? '' : `-${stale.since}-${stale.reason}`}`;
      sendTagged(response, jsonOf(quote, { stale, asOf: null }), version);
    };
  },
};

function jsonOf(quote: Quote, more: Pick<QuoteAnswer, 'stale' | 'asOf'>): string {
  return `${quoteJson(quote).slice(0, -1)},${JSON.stringify(more).slice(1)}`;
}

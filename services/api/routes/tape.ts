import { TAPE_STREAM } from '@quotebridge/contracts/wire';
import { tapeAnswer } from '../answers.ts';
import type { TapeAnswer } from '../answers.ts';
import { compareDecimals } from '../candles/decimal.ts';
import { responses } from '../openapi/responses.ts';
import { readParameters, tapeParameters } from '../parameters.ts';
import { notReady, ProblemError } from '../problems.ts';
import type { Route } from '../route.ts';
import type { VenueQuote } from '../stream/tape.ts';

/** The newest quote of a symbol at each venue, and the venues with the best prices. */
export const tapeRoute: Route = {
  path: '/v1/tape',
  tag: 'Quotes',
  describe: () => ({
    operationId: 'getTape',
    summary: 'The newest quote of a symbol at each venue, and the best of them',
    description: `Read from the stream ${TAPE_STREAM}, which a bridge of mode \`aggregate\` makes of the venues. Where no such bridge is declared for this site, the answer is 404.`,
    requestParams: { query: tapeParameters },
    responses: responses(tapeAnswer, 'The newest quotes, by venue', [400, 404, 503]),
  }),
  handle: (deps) => async (request, response) => {
    const { symbol } = readParameters(tapeParameters, request.query);
    const { site, bridge } = deps.site;
    if (bridge === null) throw notReady("the site's bridge service");
    if (!bridge.bridges.some(({ mode, carries }) => mode === 'aggregate' && carries === TAPE_STREAM)) {
      throw new ProblemError(404, 'No tape', `no bridge makes the stream ${TAPE_STREAM} at ${site}`);
    }
    const venues = await deps.tape(symbol);
    if (venues.length === 0) throw new ProblemError(404, 'No quote yet', `no venue has quoted ${symbol}`);
    response.json({ symbol, site, venues: [...venues], best: bestOf(venues) } satisfies TapeAnswer);
  },
};

/** The venues with the highest bid and with the lowest ask. Of equal prices, that of the first venue. Pure. */
export function bestOf(venues: readonly VenueQuote[]): TapeAnswer['best'] {
  const best = (isBetter: (a: VenueQuote, b: VenueQuote) => boolean) =>
    venues.reduce((found, one) => (isBetter(one, found) ? one : found)).venue;
  return {
    bid: best((a, b) => compareDecimals(a.quote.bid, b.quote.bid) > 0),
    ask: best((a, b) => compareDecimals(a.quote.ask, b.quote.ask) < 0),
  };
}

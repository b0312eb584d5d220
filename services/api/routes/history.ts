import { historyAnswer } from '../answers.ts';
import type { HistoryAnswer } from '../answers.ts';
import { readPage } from '../history/page.ts';
import { checkKnown } from '../newest.ts';
import { responses } from '../openapi/responses.ts';
import { historyParameters, readParameters, symbolParameters } from '../parameters.ts';
import type { Route } from '../route.ts';
import { sendTagged, tagged } from '../send-json.ts';

/** The quotes of one symbol that the stream keeps, by time or by number, in either direction, a page at a time. */
export const historyRoute: Route = {
  path: '/v1/quotes/{symbol}/history',
  tag: 'Quotes',
  describe: () => ({
    operationId: 'listHistory',
    summary: 'Every quote of a symbol that the stream keeps',
    requestParams: { path: symbolParameters, query: historyParameters },
    responses: responses(historyAnswer, 'A page of quotes', [400, 404, 503], { isTagged: true }),
  }),
  handle: (deps) => async (request, response) => {
    const parameters = readParameters(historyParameters, request.query);
    const { symbol } = readParameters(symbolParameters, request.params);
    checkKnown(deps, [symbol]);
    const { order, limit, from, to, from_seq: fromSeq, to_seq: toSeq } = parameters;
    const newest = deps.latest.bySymbol.get(symbol);
    const { quotes, next } =
      newest === undefined
        ? { quotes: [], next: null }
        : await readPage(deps.reads, newest, { symbol, order, limit, from, to, fromSeq, toSeq });
    const bound = order === 'asc' ? 'from_seq' : 'to_seq';
    sendTagged(
      response,
      tagged(
        JSON.stringify({
          symbol,
          quotes: quotes.map(({ quote, streamSeq, stored }) => ({ ...quote, streamSeq, stored })),
          next: next === null ? null : pathOf(symbol, { ...parameters, [bound]: next }),
        } satisfies HistoryAnswer),
      ),
    );
  },
};

function pathOf(symbol: string, parameters: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  return `/v1/quotes/${symbol}/history?${query.toString()}`;
}

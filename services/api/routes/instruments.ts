import type { Instrument } from '@quotebridge/contracts';
import { tickerOf } from '@quotebridge/contracts/wire';
import { instrumentsAnswer } from '../answers.ts';
import type { InstrumentsAnswer } from '../answers.ts';
import { responses } from '../openapi/responses.ts';
import { instrumentsParameters, readParameters } from '../parameters.ts';
import { notReady } from '../problems.ts';
import type { Route } from '../route.ts';
import { sendTagged, tagged } from '../send-json.ts';

/** A page of the instruments by symbol, optionally filtered by a search. */
export const instrumentsRoute: Route = {
  path: '/v1/instruments',
  tag: 'Instruments',
  describe: () => ({
    operationId: 'listInstruments',
    summary: 'What is traded',
    requestParams: { query: instrumentsParameters },
    responses: responses(instrumentsAnswer, 'A page of instruments, by symbol', [400, 503], { isTagged: true }),
  }),
  handle:
    ({ instruments }) =>
    (request, response) => {
      const { q, limit, after } = readParameters(instrumentsParameters, request.query);
      if (!instruments.isReady) throw notReady('the list of instruments');
      const found = search([...instruments.bySymbol.values()], q).toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1));
      const rest = after === undefined ? found : found.filter(({ symbol }) => symbol > after);
      const page = rest.slice(0, limit);
      const last = page.at(-1);
      const isLast = last === undefined || page.length === rest.length;
      sendTagged(
        response,
        tagged(
          JSON.stringify({
            instruments: page,
            total: found.length,
            next: isLast ? null : pathOf({ q, limit, after: last.symbol }),
          } satisfies InstrumentsAnswer),
        ),
      );
    },
};

function search(all: readonly Instrument[], q: string | undefined): readonly Instrument[] {
  if (q === undefined) return all;
  const wanted = q.toLowerCase();
  return all.filter(({ symbol, name }) => `${symbol}\n${tickerOf(symbol)}\n${name}`.toLowerCase().includes(wanted));
}

function pathOf({ q, limit, after }: { q: string | undefined; limit: number; after: string }): string {
  const query = new URLSearchParams({ ...(q === undefined ? {} : { q }), limit: String(limit), after });
  return `/v1/instruments?${query.toString()}`;
}

import { opensAnswer } from '../answers.ts';
import type { OpensAnswer } from '../answers.ts';
import { alignedStart } from '../candles/interval.ts';
import { checkListed, listedSymbols } from '../newest.ts';
import { responses } from '../openapi/responses.ts';
import { opensParameters, readParameters } from '../parameters.ts';
import { notReady } from '../problems.ts';
import type { Route } from '../route.ts';
import { sendTagged, tagged } from '../send-json.ts';
import { StreamReadError } from '../stream/reads.ts';

/** The opens of the day of all instruments in one response, for computing changes since then. */
export const opensRoute: Route = {
  path: '/v1/opens',
  tag: 'Instruments',
  describe: ({ maxSymbols }) => ({
    operationId: 'listOpens',
    summary: 'The first trade prices of the UTC day',
    description:
      'An instrument without a quote today is left out. Of a stream that begins later than the day, the first quote that it holds counts.',
    requestParams: { query: opensParameters(maxSymbols) },
    responses: responses(opensAnswer, 'Opens in the order asked for', [400, 404, 503], { isTagged: true }),
  }),
  handle: (deps) => {
    const parameters = opensParameters(deps.limits.maxSymbols);
    return async (request, response) => {
      const { symbols: list } = readParameters(parameters, request.query);
      const symbols = list === undefined ? listedSymbols(deps) : [...new Set(list.split(','))];
      checkListed(deps, symbols);
      const now = deps.now();
      const opens = await deps.opens.of(symbols, now).catch((error: unknown) => {
        throw error instanceof StreamReadError ? notReady('the stream of quotes') : error;
      });
      sendTagged(
        response,
        tagged(JSON.stringify({ day: alignedStart(now, '1d'), opens: [...opens] } satisfies OpensAnswer)),
      );
    };
  },
};

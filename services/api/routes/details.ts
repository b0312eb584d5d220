import { detailsAnswer } from '../answers.ts';
import type { DetailsAnswer } from '../answers.ts';
import { DetailsUnavailable } from '../details/lookup.ts';
import { checkListed } from '../newest.ts';
import { responses } from '../openapi/responses.ts';
import { noParameters, readParameters, symbolParameters } from '../parameters.ts';
import { noReferenceData, ProblemError } from '../problems.ts';
import type { Route } from '../route.ts';
import { sendJson, toBody } from '../send-json.ts';

/** The reference data of one instrument, from the service on-prem. */
export const detailsRoute: Route = {
  path: '/v1/instruments/{symbol}/details',
  tag: 'Instruments',
  describe: () => ({
    operationId: 'getInstrumentDetails',
    summary: 'Lot size, trading hours and corporate actions of an instrument',
    description: [
      'Asked of the reference data on-prem with each request. Without a reply the last one is returned, with `stale: true`,',
      'or 503 when there is none. Either way the response does not wait for the link to come back.',
    ].join(' '),
    requestParams: { path: symbolParameters, query: noParameters },
    responses: responses(detailsAnswer, 'The details', [400, 404, 503]),
  }),
  handle: (deps) => async (request, response) => {
    readParameters(noParameters, request.query);
    const { symbol } = readParameters(symbolParameters, request.params);
    checkListed(deps, [symbol]);
    const result = await deps.details.of(symbol).catch((error: unknown) => {
      throw error instanceof DetailsUnavailable ? noReferenceData(symbol) : error;
    });
    if (result === 'unknown') {
      throw new ProblemError(404, 'No details', `the reference data do not have ${symbol}`);
    }
    const { details, asOf, stale } = result;
    sendJson(response, toBody(JSON.stringify({ ...details, asOf, stale } satisfies DetailsAnswer)));
  },
};

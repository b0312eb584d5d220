import { ledgerAnswer } from '../answers.ts';
import type { LedgerAnswer } from '../answers.ts';
import { responses } from '../openapi/responses.ts';
import { noParameters, readParameters } from '../parameters.ts';
import { notReady } from '../problems.ts';
import type { Route } from '../route.ts';

/** The account of every quote at this site, how its stream compares with other sites', and a receipt for every outage. */
export const ledgerRoute: Route = {
  path: '/v1/ledger',
  tag: 'Site',
  describe: () => ({
    operationId: 'getLedger',
    summary: 'The account of every quote, and a receipt for every outage',
    responses: responses(ledgerAnswer, "What this site's auditor found", [400, 503]),
  }),
  handle:
    ({ site, now }) =>
    (request, response) => {
      readParameters(noParameters, request.query);
      const { audit } = site;
      if (audit === null) throw notReady("the site's auditor");
      response.json({ ...audit, now: now() } satisfies LedgerAnswer);
    },
};

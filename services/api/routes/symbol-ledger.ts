import { symbolLedgerAnswer } from '../answers.ts';
import type { SymbolLedgerAnswer } from '../answers.ts';
import { checkKnown } from '../newest.ts';
import { responses } from '../openapi/responses.ts';
import { noParameters, readParameters, symbolParameters } from '../parameters.ts';
import { ProblemError } from '../problems.ts';
import type { Route } from '../route.ts';

/** The account of one symbol, with the running hashes that a client compares its own with. */
export const symbolLedgerRoute: Route = {
  path: '/v1/ledger/{symbol}',
  tag: 'Site',
  describe: () => ({
    operationId: 'getSymbolLedger',
    summary: "The account of a symbol's quotes, with running hashes of their content",
    requestParams: { path: symbolParameters },
    responses: responses(symbolLedgerAnswer, 'The account of the symbol', [400, 404, 503]),
  }),
  handle: (deps) => async (request, response) => {
    readParameters(noParameters, request.query);
    const { symbol } = readParameters(symbolParameters, request.params);
    checkKnown(deps, [symbol]);
    const [account] = await deps.accounts([symbol]);
    if (account === undefined) throw new ProblemError(404, 'No quote yet', `${symbol} has not been audited yet`);
    response.json({ ...account, site: deps.site.site } satisfies SymbolLedgerAnswer);
  },
};

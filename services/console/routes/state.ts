import { consoleStateSchema } from '@quotebridge/contracts';
import type { Route } from '../route.ts';

export const stateSchema = consoleStateSchema.meta({ id: 'ConsoleState' });

/** The state of both sites. */
export const stateRoute: Route = {
  method: 'get',
  path: '/v1/state',
  operation: {
    operationId: 'getState',
    summary: 'Both sites, the link, and where every quote is: one snapshot',
    responses: { 200: { description: 'The state', content: { 'application/json': { schema: stateSchema } } } },
  },
  handle:
    ({ feed }) =>
    (_request, response) => {
      response.set('cache-control', 'no-store').json(feed.state);
    },
};

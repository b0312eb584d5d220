import { PROCESS_ACTIONS } from '@quotebridge/contracts/wire';
import { z } from 'zod';
import type { Route } from '../route.ts';
import { offered, REFUSALS } from './acting-route.ts';

const processes = z
  .object({
    processes: z.array(z.object({ name: z.string(), actions: z.array(z.enum(PROCESS_ACTIONS)) })),
  })
  .meta({ id: 'Processes' });

/** What runs, and what can be done to it. */
export const processesRoute: Route = {
  method: 'get',
  path: '/v1/processes',
  operation: {
    operationId: 'getProcesses',
    summary: 'The services and brokers that run, and what an operator can do to each',
    responses: {
      200: { description: 'The processes', content: { 'application/json': { schema: processes } } },
      409: REFUSALS[409],
    },
  },
  handle: (deps) => async (_request, response) => {
    const all = await offered(deps).actions.processes();
    const others = all.filter(({ name }) => name !== 'console');
    response.set('cache-control', 'no-store').json({ processes: others });
  },
};

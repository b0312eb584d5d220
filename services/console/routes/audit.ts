import { z } from 'zod';
import { auditEntrySchema, newestOf } from '../acting/audit-log.ts';
import type { Route } from '../route.ts';
import { offered, OPERATOR, REFUSALS, senderOf } from './acting-route.ts';

const NEWEST = 200;
const LINES = 'application/x-ndjson';

const audit = z
  .object({ entries: z.array(auditEntrySchema).describe(`The newest ${NEWEST}, the newest first`) })
  .meta({ id: 'Audit' });

/** Who did what, when, and with which result. */
export const auditRoute: Route = {
  method: 'get',
  path: '/v1/audit',
  operation: {
    operationId: 'getAudit',
    summary: `Every action that was attempted: the newest ${NEWEST}, or all as JSON lines (\`Accept: ${LINES}\`)`,
    security: [{ [OPERATOR]: [] }],
    responses: {
      200: {
        description: 'The audit',
        content: {
          'application/json': { schema: audit },
          [LINES]: { schema: auditEntrySchema.describe('One a line, the oldest first') },
        },
      },
      ...REFUSALS,
    },
  },
  handle: (deps) => async (request, response) => {
    const acting = offered(deps);
    acting.operator.admit(senderOf(request));
    const lines = await acting.audit.lines();
    response.set('cache-control', 'no-store').vary('accept');
    if (request.accepts(['application/json', LINES]) === LINES) response.type(LINES).send(lines);
    else response.json({ entries: newestOf(lines, NEWEST) });
  },
};

import { consoleReceiptSchema } from '@quotebridge/contracts';
import { z } from 'zod';
import type { Route } from '../route.ts';

const receipts = z
  .object({ receipts: z.array(consoleReceiptSchema).describe('The newest first') })
  .meta({ id: 'Receipts' });

/** Every receipt that the auditor still has. */
export const receiptsRoute: Route = {
  method: 'get',
  path: '/v1/receipts',
  operation: {
    operationId: 'getReceipts',
    summary: 'The account of every outage that is over',
    responses: { 200: { description: 'The receipts', content: { 'application/json': { schema: receipts } } } },
  },
  handle: (deps) => (_request, response) => {
    response.set('cache-control', 'no-store').json({ receipts: deps.receipts() });
  },
};

import type { Request } from 'express';
import { z } from 'zod';
import type { Acting } from '../acting/acting.ts';
import type { Sender } from '../acting/operator.ts';
import { Refusal } from '../acting/refusal.ts';
import type { RouteDeps } from '../route.ts';

/** The name of the operator's token in the OpenAPI document. */
export const OPERATOR = 'operator';

export const doneSchema = z
  .object({
    action: z.string(),
    target: z.string(),
    result: z.enum(['done', 'started']).describe('`started`: it takes longer; the audit will have its result'),
    command: z.string().describe('The command that does the same'),
  })
  .meta({ id: 'Done' });

export const REFUSALS = {
  401: { description: "The operator's token is missing or wrong" },
  409: { description: 'This way of running offers no faults' },
  429: { description: 'Too many wrong tokens; `Retry-After` has the seconds' },
};

/** Throws `Refusal` where nothing is offered. */
export function offered({ acting }: Pick<RouteDeps, 'acting'>): Acting {
  if (acting !== null) return acting;
  throw new Refusal(409, 'this way of running offers no faults; npm start does');
}

export function senderOf({ headers, ip = '' }: Request): Sender {
  return { headers, address: ip };
}

/** Of a parameter in the path. Throws `Refusal` that names what is allowed. */
export function actionOf<const T extends string>(given: unknown, allowed: readonly T[]): T {
  const found = allowed.find((action) => action === given);
  if (found !== undefined) return found;
  throw new Refusal(404, `there is no such action; there are: ${allowed.join(', ')}`);
}

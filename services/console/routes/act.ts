import { LINK_ACTIONS, PROCESS_ACTIONS } from '@quotebridge/contracts/wire';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Attempt } from '../acting/acting.ts';
import type { Actions } from '../acting/actions.ts';
import { Refusal } from '../acting/refusal.ts';
import type { Route, RouteDeps } from '../route.ts';
import { actionOf, doneSchema, offered, OPERATOR, REFUSALS, senderOf } from './acting-route.ts';

export const actResponses = {
  200: { description: 'It is done', content: { 'application/json': { schema: doneSchema } } },
  202: { description: 'It goes on', content: { 'application/json': { schema: doneSchema } } },
  ...REFUSALS,
  403: { description: 'The request comes from a page of another origin' },
  502: { description: 'The demo did not do it' },
};

/** Cuts or restores the link. */
export const linkRoute: Route = {
  method: 'post',
  path: '/v1/link/{action}',
  operation: {
    operationId: 'actOnLink',
    summary: 'Cut or restore the link between the sites',
    security: [{ [OPERATOR]: [] }],
    requestParams: { path: z.object({ action: z.enum(LINK_ACTIONS) }) },
    responses: actResponses,
  },
  handle: (deps) => async (request, response) => {
    const action = actionOf(request.params['action'], LINK_ACTIONS);
    const attempt = { action, target: 'link', run: (actions: Actions) => actions.actOnLink(action) };
    await act(deps, attempt, { request, response, command: `npm run cable -- ${action}` });
  },
};

/** Kills, suspends, resumes or restarts a service or a broker. */
export const processRoute: Route = {
  method: 'post',
  path: '/v1/processes/{name}/{action}',
  operation: {
    operationId: 'actOnProcess',
    summary: 'Kill, hang (suspend), resume or restart a service or a broker',
    security: [{ [OPERATOR]: [] }],
    requestParams: { path: z.object({ name: z.string(), action: z.enum(PROCESS_ACTIONS) }) },
    responses: { ...actResponses, 404: { description: 'Nothing of that name runs; `detail` lists what does' } },
  },
  handle: (deps) => async (request, response) => {
    const name = String(request.params['name']);
    const action = actionOf(request.params['action'], PROCESS_ACTIONS);
    const run = async (actions: Actions) => {
      const allowed = (await actions.processes()).filter((one) => one.actions.includes(action));
      if (name === 'console')
        throw new Refusal(409, `the console cannot ${action} itself; use: npm run ${action} -- console`);
      if (!allowed.some((one) => one.name === name)) {
        const names = allowed.map((one) => one.name).filter((one) => one !== 'console');
        throw new Refusal(404, `there is no ${shortened(name)} to ${action}; there are: ${names.join(', ')}`);
      }
      await actions.actOnProcess(name, action);
    };
    const command = `npm run ${action} -- ${name}`;
    await act(deps, { action, target: shortened(name), run }, { request, response, command });
  },
};

interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly command: string;
}

/** Attempts it, and answers with its result and the command that does the same. Throws `Refusal`. */
export async function act(deps: RouteDeps, attempt: Attempt, { request, response, command }: Exchange): Promise<void> {
  const { status, detail, headers } = await offered(deps).attempt(senderOf(request), attempt);
  if (status >= 300) throw new Refusal(status, detail, headers);
  const { action, target } = attempt;
  const result = status === 202 ? 'started' : 'done';
  response.status(status).set('cache-control', 'no-store').json({ action, target, result, command });
}

/** Anyone may send a name of any length, and it is audited. */
function shortened(name: string): string {
  return name.length <= 64 ? name : `${name.slice(0, 64)}…`;
}

import { MIGRATION_ACTIONS, STAGES } from '@quotebridge/contracts/wire';
import { z } from 'zod';
import { Refusal } from '../acting/refusal.ts';
import type { Route, RouteDeps } from '../route.ts';
import { act, actResponses } from './act.ts';
import { actionOf, OPERATOR } from './acting-route.ts';

/** Starts a migration. Its timeline is in the state. */
export const stageRoute: Route = {
  method: 'post',
  path: '/v1/migration/stage/{stage}',
  operation: {
    operationId: 'migrate',
    summary: 'Move API and gateways to a stage: 0 on-prem, 1 both sites run them with all traffic on-prem, 2 the cloud',
    security: [{ [OPERATOR]: [] }],
    requestParams: { path: z.object({ stage: z.enum(STAGES.map(String)) }) },
    responses: { ...actResponses, 409: { description: 'A migration runs, or the stage is the present one' } },
  },
  handle: (deps) => async (request, response) => {
    const stage = STAGES.find((known) => String(known) === request.params['stage']);
    if (stage === undefined) throw new Refusal(404, `there is no such stage; there are: ${STAGES.join(', ')}`);
    const run = async () => migrationsOf(deps).begin(stage, deps.feed.state.stage);
    const command = `npm run migrate -- api,gateway --to ${stage === 2 ? 'cloud' : 'onprem'}`;
    await act(deps, { action: 'migrate', target: `stage ${stage}`, run }, { request, response, command });
  },
};

/** Holds, resumes or rolls back a migration. */
export const migrationRoute: Route = {
  method: 'post',
  path: '/v1/migration/{action}',
  operation: {
    operationId: 'actOnMigration',
    summary: 'Hold the weights as they are, resume a held migration, or roll it back',
    security: [{ [OPERATOR]: [] }],
    requestParams: { path: z.object({ action: z.enum(MIGRATION_ACTIONS) }) },
    responses: { ...actResponses, 409: { description: 'There is nothing that it applies to' } },
  },
  handle: (deps) => async (request, response) => {
    const action = actionOf(request.params['action'], MIGRATION_ACTIONS);
    const run = async () => migrationsOf(deps).act(action);
    const command = action === 'hold' ? 'Ctrl-C, then h' : `npm run migrate -- ${action}`;
    await act(deps, { action, target: 'migration', run }, { request, response, command });
  },
};

function migrationsOf({ migrations }: RouteDeps) {
  if (migrations !== null) return migrations;
  throw new Refusal(409, 'this way of running offers no migration; npm start does');
}

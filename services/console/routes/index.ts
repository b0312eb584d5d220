import type { Route } from '../route.ts';
import { linkRoute, processRoute } from './act.ts';
import { auditRoute } from './audit.ts';
import { eventsRoute } from './events.ts';
import { migrationRoute, stageRoute } from './migrate.ts';
import { processesRoute } from './processes.ts';
import { receiptsRoute } from './receipts.ts';
import { stateRoute } from './state.ts';

export const routes: readonly Route[] = [
  stateRoute,
  eventsRoute,
  receiptsRoute,
  processesRoute,
  linkRoute,
  processRoute,
  stageRoute,
  migrationRoute,
  auditRoute,
];

import type { Route } from '../route.ts';
import { eventsRoute } from './events.ts';
import { receiptsRoute } from './receipts.ts';
import { stateRoute } from './state.ts';

export const routes: readonly Route[] = [stateRoute, eventsRoute, receiptsRoute];

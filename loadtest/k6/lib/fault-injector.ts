import { fail, sleep } from 'k6';
import http from 'k6/http';
import { faultActions } from './metrics.ts';
import { CONTROL_URL } from './settings.ts';

/** Faults and what ends them, and the steps of a migration. `npm run load` performs them, for each target in its own way. */
export type FaultAction =
  | 'cut'
  | 'restore'
  | 'restart-gateway'
  | 'stall-clients'
  | 'release-clients'
  | 'prepare-cloud'
  | 'move-to-cloud'
  | 'move-to-onprem'
  | 'empty-cloud';

/** A step of a migration takes longer than k6's default of a minute. */
const PERFORMED_WITHIN = '10m';

/** Waits until a moment (milliseconds since the Unix epoch), then requests the action. Throws when it fails: then the threshold `wasInjected` is broken. */
export function injectAt(moment: number, action: FaultAction): void {
  sleep(Math.max(0, moment - Date.now()) / 1_000);
  const answer = http.post(`${CONTROL_URL}/${action}`, null, { tags: { action }, timeout: PERFORMED_WITHIN });
  if (answer.status !== 204)
    fail(`${action}: ${answer.status} ${answer.error} ${typeof answer.body === 'string' ? answer.body : ''}`);
  faultActions.add(1, { action });
}

/** Throws before anything is measured when no control server is there. */
export function requireControl(): void {
  if (CONTROL_URL === '') throw new Error('this scenario cuts or restarts something: run it with npm run load');
}

import { fail, sleep } from 'k6';
import http from 'k6/http';
import { deeds } from './measures.ts';
import { CONTROL_URL } from './settings.ts';

/** What can be done to the system under test while clients watch it. `npm run load` does it, for each target in its own way. */
export type Deed = 'cut' | 'restore' | 'restart-gateway' | 'stall-clients' | 'release-clients';

/** Waits until a moment (milliseconds since the Unix epoch), then has something done. Throws when it could not be done: then `wasDone` is broken. */
export function doAt(moment: number, deed: Deed): void {
  sleep(Math.max(0, moment - Date.now()) / 1_000);
  const answer = http.post(`${CONTROL_URL}/${deed}`, null, { tags: { deed } });
  if (answer.status !== 204)
    fail(`${deed}: ${answer.status} ${answer.error} ${typeof answer.body === 'string' ? answer.body : ''}`);
  deeds.add(1, { deed });
}

/** Throws before anything is measured when nobody is there to do it. */
export function needControl(): void {
  if (CONTROL_URL === '') throw new Error('this scenario cuts or restarts something: run it with npm run load');
}

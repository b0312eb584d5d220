import { isOwnHost } from './own-host.ts';

/** The settings of a run, from k6's environment (`k6 run -e NAME=value`). `npm run load` sets all of them. */
export const BASE_URL = ownUrl('BASE_URL', 'http://localhost:8080');

/** Where the WebSockets are dialled: in a cluster without a front door, elsewhere than the API. */
export const GATEWAY_URL = ownUrl('GATEWAY_URL', BASE_URL);

/** The control server that injects faults; empty where there is none. */
export const CONTROL_URL = __ENV['CONTROL_URL'] ?? '';

/** Where the summary is written; empty: nowhere. */
export const REPORT_DIR = __ENV['REPORT_DIR'] ?? '';

/** How many clients hold a WebSocket at a time. */
export const CLIENTS = numberOf('CLIENTS', 100, 1, 20_000);

/** How many symbols each of them watches. */
export const WATCHED = numberOf('WATCHED', 20, 1, 5_000);

/** How long the steady part of a scenario lasts, in seconds. */
export const SECONDS = numberOf('SECONDS', 60, 1, 86_400);

/** REST requests a second. */
export const RATE = numberOf('RATE', 50, 1, 10_000);

/** Off where a machine is too busy for times to mean something: they are measured and shown all the same. */
export const JUDGES_TIMES = __ENV['JUDGE_TIMES'] !== 'off';

/** `IN_CLUSTER=on`, which the Job sets, lets load go to Services beside it. */
function ownUrl(name: string, preset: string): string {
  const url = (__ENV[name] || preset).replace(/\/$/, '');
  if (!isOwnHost(url, __ENV['IN_CLUSTER'] === 'on'))
    throw new Error(`${name}=${url}: load goes to this machine alone (localhost, 127.0.0.1, [::1])`);
  return url;
}

function numberOf(name: string, preset: number, min: number, max: number): number {
  const text = __ENV[name];
  if (text === undefined || text === '') return preset;
  const value = Number(text);
  if (!(value >= min && value <= max)) throw new Error(`${name}=${text} must be a number from ${min} to ${max}`);
  return value;
}

import exec from 'k6/execution';
import { openConnection, RECONNECT_WITHIN_MS } from './lib/connection.ts';
import { clientsAtOnce, constantRate, faultInjectorFor } from './lib/executors.ts';
import { injectAt, requireControl } from './lib/fault-injector.ts';
import { begun, recordBatch } from './lib/metrics.ts';
import { recordBefore, recordMoving, recordServed } from './lib/migration-metrics.ts';
import { MovingClient } from './lib/moving-client.ts';
import { ACCOUNTED, CHECKED, migrated, SILENCE, wasInjected } from './lib/objectives.ts';
import { requestOne } from './lib/requests.ts';
import { CLIENTS, JUDGES_TIMES, RATE, SECONDS } from './lib/settings.ts';
import { SUMMARY_STATS } from './lib/summary.ts';
import { allSymbols, watchlist } from './lib/symbols.ts';
import { timelineOf } from './lib/timeline.ts';

export { handleSummary } from './lib/summary.ts';

requireControl();

/** One client in so many ignores `relocate`, as a plain Socket.IO client does. */
const PLAIN_EVERY = 4;
/** The stages 0 → 1 → 2 → 1 → 0, one after the other. */
const STEPS = ['prepare-cloud', 'move-to-cloud', 'move-to-onprem', 'empty-cloud'] as const;
/** How long before the first step, and between two, in milliseconds. */
const BEFORE_MS = 5_000;
const BETWEEN_MS = 1_000;

/** API and gateways move from on-prem to the cloud and back, under requests at a constant rate and beside clients of two kinds. */
export const options = {
  scenarios: {
    clients: clientsAtOnce(CLIENTS, SECONDS),
    requests: constantRate(RATE, SECONDS),
    injectFaults: faultInjectorFor(SECONDS),
  },
  thresholds: {
    ...ACCOUNTED,
    ...CHECKED,
    ...migrated(CLIENTS > 1),
    ...(JUDGES_TIMES && SILENCE),
    ...wasInjected(STEPS),
  },
  summaryTrendStats: SUMMARY_STATS,
};

export function setup() {
  const timeline = timelineOf(SECONDS);
  return { symbols: allSymbols(), ...timeline, moveAt: timeline.steadyAt + BEFORE_MS };
}

type Data = ReturnType<typeof setup>;

export function clients({ symbols, steadyAt, moveAt, endAt }: Data): void {
  const number = exec.scenario.iterationInTest;
  const watched = watchlist(symbols, number);
  const kind = number % PLAIN_EVERY === 0 ? 'plain' : 'relocating';
  begun.add(1);
  const client = new MovingClient({
    relocates: kind === 'relocating',
    open: (handlers) => openConnection(watched, handlers),
    now: Date.now,
    later: (act) => void setTimeout(act, Math.random() * RECONNECT_WITHIN_MS),
    onDelivered: (batch) => recordBatch(batch, Date.now()),
  });
  setTimeout(() => client.measure(), Math.max(0, steadyAt - Date.now()));
  setTimeout(
    () => {
      recordBefore(client.observation);
      client.measure();
    },
    Math.max(0, moveAt - Date.now()),
  );
  setTimeout(
    () => {
      client.end();
      recordMoving(kind, client.observation);
    },
    Math.max(0, endAt - Date.now()),
  );
}

export function requests({ symbols }: Data): void {
  const { body } = requestOne(symbols);
  const [, site] = /"site":"([a-z0-9-]+)"/.exec(typeof body === 'string' ? body : '') ?? [];
  recordServed('request', site);
}

export function injectFaults({ moveAt }: Data): void {
  let at = moveAt;
  for (const step of STEPS) {
    injectAt(at, step);
    at = Date.now() + BETWEEN_MS;
  }
}

/** Longer than any client needs to disconnect, in seconds. */
const GRACE_SECONDS = 15;

/** All clients from the start, each until it ends by itself. */
export function clientsAtOnce(clients: number, seconds: number) {
  return {
    executor: 'per-vu-iterations' as const,
    exec: 'clients',
    vus: clients,
    iterations: 1,
    maxDuration: `${seconds + 2 * GRACE_SECONDS}s`,
  };
}

/** One VU that injects faults while the clients watch. */
export function faultInjectorFor(seconds: number) {
  return {
    executor: 'per-vu-iterations' as const,
    exec: 'injectFaults',
    vus: 1,
    iterations: 1,
    maxDuration: `${seconds + 2 * GRACE_SECONDS}s`,
  };
}

/** A constant arrival rate, whether earlier iterations have ended or not: an open model. */
export function constantRate(rate: number, seconds: number) {
  return {
    executor: 'constant-arrival-rate' as const,
    exec: 'requests',
    rate,
    timeUnit: '1s',
    duration: `${seconds}s`,
    preAllocatedVUs: Math.min(100, rate),
    maxVUs: Math.min(500, rate * 4),
  };
}

/** Every request a single time, one after the other. */
export function once() {
  return { executor: 'per-vu-iterations' as const, exec: 'requests', vus: 1, iterations: 1, maxDuration: '30s' };
}

/** From none to all clients, evenly. */
export function ramp(clients: number, seconds: number) {
  return {
    executor: 'ramping-vus' as const,
    exec: 'clients',
    startVUs: 0,
    stages: [{ duration: `${seconds}s`, target: clients }],
    gracefulStop: `${2 * GRACE_SECONDS}s`,
    gracefulRampDown: '0s',
  };
}

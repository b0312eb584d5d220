/** Longer than any client needs to say goodbye, in seconds. */
const GRACE_SECONDS = 15;

/** So many clients, all from the start, each until it ends by itself. */
export function clientsAtOnce(clients: number, seconds: number) {
  return {
    executor: 'per-vu-iterations' as const,
    exec: 'clients',
    vus: clients,
    iterations: 1,
    maxDuration: `${seconds + 2 * GRACE_SECONDS}s`,
  };
}

/** One who does things to the system while the clients watch. */
export function conductorFor(seconds: number) {
  return {
    executor: 'per-vu-iterations' as const,
    exec: 'conductor',
    vus: 1,
    iterations: 1,
    maxDuration: `${seconds + 2 * GRACE_SECONDS}s`,
  };
}

/** So many iterations a second, whether earlier ones have ended or not: a slow server gets no mercy. */
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

/** One after the other, all that there is, a single time. */
export function once() {
  return { executor: 'per-vu-iterations' as const, exec: 'requests', vus: 1, iterations: 1, maxDuration: '30s' };
}

/** From none to so many clients, evenly. */
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

import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import { controlDemo, type DemoAction, type DemoStatus } from '../../local/control.ts';
import { loadCredentials } from '../../local/credentials.ts';
import type { TargetBroker, TargetProcess, TargetService } from '../../drivers/injector.ts';
import type { Bed, Capability } from './bed.ts';

const POLL_MS = 100;
/** A broker is started again 5 s after it ended. */
const RUNS_WITHIN_MS = 60_000;
const ACTIONS = { SIGSTOP: 'hang', SIGCONT: 'resume' } as const;

/**
 * The demo that runs with a data directory, through its control: what that cannot do, this cannot. Throws `NoDemoError` when none runs. It is left running.
 */
export async function joinRunning(url: string, dataDir: string): Promise<Bed> {
  const credentials = await loadCredentials(dataDir);
  let status = await controlDemo(dataDir, 'status');
  const ask = async (action: DemoAction): Promise<DemoStatus> => (status = await controlDemo(dataDir, action));
  const pidOf = (name: string) => status.processes.find((one) => one.name === name)?.pid;
  /** Waits until a process of that name runs that is not the one with this id. */
  const runs = async (name: string, not?: number) => {
    const deadline = performance.now() + RUNS_WITHIN_MS;
    while (performance.now() < deadline) {
      await ask('status');
      const pid = pidOf(name);
      if (pid !== undefined && pid !== not) return;
      await delay(POLL_MS);
    }
    throw new Error(`${name} does not run again`);
  };
  const processOf = (name: string): TargetProcess => ({
    name,
    async isRunning() {
      await ask('status');
      return pidOf(name) !== undefined;
    },
    kill: async () => void (await ask(`kill/${name}`)),
    signal(signal) {
      if (signal === 'SIGUSR2') throw new Error('the control of the demo has no lame duck mode');
      return ask(`${ACTIONS[signal]}/${name}`).then(() => undefined);
    },
  });
  const brokerOf = (name: string): TargetBroker => {
    const killed = pidOf(name);
    return Object.assign(processOf(name), { start: () => runs(name, killed) });
  };
  const serviceOf = ({ name, site, url: address, isWanted }: DemoStatus['instances'][number]): TargetService =>
    Object.assign(processOf(name), {
      site,
      isWanted,
      stop: () => Promise.reject(new Error('the control of the demo does not stop services')),
      restart: async () => void (await ask(`restart/${name}`)),
      ready: () => isReady(address),
    });
  const services = () => status.instances.filter(({ isWanted }) => isWanted).map(serviceOf);
  const count = status.brokerUrls['cloud']?.length === 3 ? 3 : 1;
  const unsupported = (what: string) => Promise.reject(new Error(`a running demo does not support this: ${what}`));
  return {
    kind: 'standard',
    url,
    description: `the demo at ${url}, ${count} broker${count === 1 ? '' : 's'} a site`,
    brokersPerSite: count,
    lacks: (capability) => (isPossible(capability) ? null : LACKS[capability]),
    link: {
      cut: async () => void (await ask('cut')),
      restore: async () => void (await ask('restore')),
      slow: noLink,
      halfOpen: noLink,
      disconnect: noLink,
    },
    brokers: (site) => Array.from({ length: count }, (_, index) => brokerOf(`${site}-${index + 1}`)),
    get services() {
      return services();
    },
    service(name) {
      const found = services().find((one) => one.name === name);
      if (found === undefined) throw new Error(`the demo runs no service ${name}`);
      return found;
    },
    another: () => unsupported('another instance'),
    connect: (site, user) =>
      connect({
        servers: [...(status.brokerUrls[site] ?? [])],
        user,
        pass: credentials.passwordOf(site, user),
        inboxPrefix: `_INBOX_${user}`,
        maxReconnectAttempts: -1,
        // A busy machine may exceed the brokers' time for credentials, which is no reason to give up.
        ignoreAuthErrorAbort: true,
        reconnectTimeWait: 100,
      }),
    setCloudClock: () => unsupported('clocks'),
    fillDisks: () => unsupported('small disks'),
    freeDisks: () => unsupported('small disks'),
    async [Symbol.asyncDispose]() {},
  };
}

/** What the control does. */
type Possible = 'cut' | 'kill' | 'killOften';

function isPossible(capability: Capability): capability is Possible {
  return capability === 'cut' || capability === 'kill' || capability === 'killOften';
}

const LACKS = {
  link: 'the control of a running demo cuts and restores the link, and no more',
  stop: 'the control of a running demo does not keep processes from starting again',
  another: 'the control of a running demo starts no other instance of the feed',
  lameDuck: 'the control of a running demo has no lame duck mode',
  disks: 'the disks of a running demo are not filled',
} as const;

function noLink(): never {
  throw new Error(LACKS.link);
}

async function isReady(url: string): Promise<void> {
  const deadline = performance.now() + RUNS_WITHIN_MS;
  while (performance.now() < deadline) {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) }).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
    await delay(POLL_MS);
  }
  throw new Error(`${url} is not ready`);
}

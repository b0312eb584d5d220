import { execa } from 'execa';
import pRetry from 'p-retry';
import { cut, findWan, restore } from '../../infra/docker/wan.ts';
import { controlPlaneOf, demoCalled, NAMESPACE, NODE_PORTS } from '../../infra/kind/demo.ts';
import { kubectlFor, list } from '../../infra/kind/kubectl.ts';
import type { Pod } from '../../infra/kind/kubectl.ts';
import { cutLink, findLink, restoreLink } from '../../infra/kind/link.ts';
import { controlDemo, NoDemoError } from '../../infra/local/control.ts';
import { siteOf, TOPOLOGY } from '../../infra/topology/topology.ts';

type TargetAction = 'cut' | 'restore' | 'restart-gateway';

/** Ways to run the system under test. */
export const TARGETS = ['embedded', 'compose', 'kind'] as const;
export type TargetName = (typeof TARGETS)[number];

export interface TargetProcess {
  readonly name: string;
  readonly pid: number;
}

/** A system under test: where it is, and how faults are injected. */
export interface Target {
  readonly url: string;
  /** Each throws when it fails. */
  readonly actions: Readonly<Partial<Record<TargetAction, () => Promise<void>>>>;
  /** Its processes on this machine, as far as they are known. */
  readonly processes: () => Promise<readonly TargetProcess[]>;
  /** The text of each gateway's `/metrics`. */
  readonly gatewayMetrics: () => Promise<readonly string[]>;
  /** Where a gateway is without a front door between: the buffers of that would hide a client that reads nothing for a minute and more. */
  readonly gatewayUrl: () => Promise<string>;
}

export class TargetError extends Error {
  override readonly name = 'TargetError';
}

const GATEWAY = /^gateway(-\d+)?$/;

/** What `npm start` runs with this data directory. Throws `TargetError` when that is another demo than the one at the address, or none. */
export async function embeddedTarget(url: string, dataDir: string): Promise<Target> {
  const { processes } = await demoAt(dataDir);
  const ports = processes.flatMap((one) => (one.url === undefined ? [] : [new URL(one.url).port]));
  const { port } = new URL(url);
  if (!ports.includes(port))
    throw new TargetError(
      `the demo with the data directory ${dataDir} is not at ${url}: say where it is with --url, or with --data which it is`,
    );
  const gateways = async () =>
    (await controlDemo(dataDir, 'status')).processes.filter(({ name }) => GATEWAY.test(name));
  return {
    url,
    actions: {
      cut: async () => void (await controlDemo(dataDir, 'cut')),
      restore: async () => void (await controlDemo(dataDir, 'restore')),
      'restart-gateway': async () =>
        void (await Promise.all((await gateways()).map(({ name }) => controlDemo(dataDir, `restart/${name}`)))),
    },
    processes: async () => (await controlDemo(dataDir, 'status')).processes,
    gatewayMetrics: async () => Promise.all((await gateways()).map((one) => metricsAt(`${one.url}/metrics`))),
    gatewayUrl: async () => {
      const [first] = await gateways();
      if (first?.url === undefined) throw new TargetError('the demo has no gateway');
      return first.url;
    },
  };
}

async function demoAt(dataDir: string) {
  try {
    return await controlDemo(dataDir, 'status');
  } catch (cause) {
    if (!(cause instanceof NoDemoError)) throw cause;
    throw new TargetError(
      `${cause.message}, or name the directory with --data. For docker compose say --target compose, for the clusters --target kind`,
      { cause },
    );
  }
}

async function metricsAt(address: string): Promise<string> {
  return (await fetch(address, { signal: AbortSignal.timeout(2_000) })).text();
}

/** Runs in the gateway's container: its port is not published. */
const PRINT_METRICS =
  "fetch('http://127.0.0.1:8080/metrics').then((r) => r.text()).then((t) => process.stdout.write(t))";

/** What `docker compose up` runs. Its processes are in containers, which their own tools watch. */
export async function composeTarget(url: string, root: string): Promise<Target> {
  const wan = await findWan(root);
  const compose = (...args: readonly string[]) => execa('docker', ['compose', ...args], { cwd: root });
  return {
    url,
    actions: {
      cut: () => cut(wan),
      restore: () => restore(wan),
      'restart-gateway': async () => void (await compose('restart', 'gateway')),
    },
    processes: async () => [],
    gatewayMetrics: async () => [(await compose('exec', '-T', 'gateway', 'node', '-e', PRINT_METRICS)).stdout],
    // Its own address: on Linux this machine reaches its containers.
    gatewayUrl: async () => {
      const [address = ''] = (await compose('exec', '-T', 'gateway', 'hostname', '-i')).stdout.trim().split(/\s+/);
      return `http://${address}:8080`;
    },
  };
}

/** The demo of `npm run kind:up`. All gateways are restarted at once: a rollout would only ask their clients to move. */
export async function kindTarget(url: string, name: string): Promise<Target> {
  const demo = demoCalled(name);
  const link = await findLink(demo);
  const site = siteOf(TOPOLOGY, 'gateway');
  const kubectl = kubectlFor(demo, site);
  const gateways = ['pods', '--selector', 'app.kubernetes.io/name=gateway'];
  return {
    url,
    actions: {
      cut: () => cutLink(link),
      restore: () => restoreLink(link),
      'restart-gateway': async () => void (await kubectl(['delete', ...gateways, '--grace-period=1', '--wait=false'])),
    },
    processes: async () => [],
    gatewayMetrics: async () => {
      const pods = await list<Pod>(kubectl, ...gateways);
      return Promise.all(
        pods.map(({ metadata }) =>
          kubectl(['get', '--raw', `/api/v1/namespaces/${NAMESPACE}/pods/${metadata.name}:8080/proxy/metrics`]),
        ),
      );
    },
    gatewayUrl: async () => {
      const format = '{{.NetworkSettings.Networks.kind.IPAddress}}';
      const { stdout } = await execa('docker', ['inspect', '--format', format, controlPlaneOf(demo, site)]);
      return `http://${stdout.trim()}:${NODE_PORTS.gateway}`;
    },
  };
}

/** How long a system may take to have fresh and complete prices, as after its start: 60 tries, a second apart. */
const HEALTHY_AGAIN = { retries: 60, factor: 1, minTimeout: 1_000 };

/** The prices of the system are not fresh, or not complete. */
class UnhealthyError extends TargetError {}

interface CheckOptions {
  readonly say: (line: string) => void;
  readonly stopping: AbortSignal;
}

/**
 * Waits until the prices of the system are fresh and complete: figures of an unhealthy one mean nothing. Throws `TargetError` when nothing
 * answers, or when they are not after a minute.
 */
export async function checkTarget(url: string, { say, stopping }: CheckOptions): Promise<void> {
  await pRetry(() => checkHealth(url), {
    ...HEALTHY_AGAIN,
    signal: stopping,
    shouldRetry: ({ error }) => error instanceof UnhealthyError,
    onFailedAttempt({ error, attemptNumber }) {
      if (attemptNumber === 1 && error instanceof UnhealthyError) say(`${error.message}: waiting`);
    },
  });
}

async function checkHealth(url: string): Promise<void> {
  const status = await ask(`${url}/v1/status`);
  const { stale, complete } = (await status.json()) as { stale: { reason: string } | null; complete: boolean };
  if (stale !== null) throw new UnhealthyError(`prices at ${url} are stale (${stale.reason})`);
  if (!complete) throw new UnhealthyError(`${url} is still filling in quotes that it missed`);
}

/** What the API lists, at most 1,000 symbols. Throws `TargetError` when that is nothing. */
export async function symbolsAt(url: string): Promise<readonly string[]> {
  const answer = await ask(`${url}/v1/instruments?limit=1000`);
  const { instruments } = (await answer.json()) as { instruments: readonly { symbol: string }[] };
  if (instruments.length === 0)
    throw new TargetError(`${url} lists no instruments yet: wait until the board shows prices`);
  return instruments.map(({ symbol }) => symbol);
}

async function ask(address: string): Promise<Response> {
  const hint =
    'start it with: npm start (or docker compose up -d --wait, or npm run kind:up), or name another with --url';
  let answer: Response;
  try {
    answer = await fetch(address, { signal: AbortSignal.timeout(5_000) });
  } catch (cause) {
    throw new TargetError(`nothing answers at ${address}; ${hint}`, { cause });
  }
  if (!answer.ok) throw new TargetError(`${address} answers ${answer.status}; ${hint}`);
  return answer;
}

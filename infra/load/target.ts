import { execa } from 'execa';
import { cut, findWan, restore } from '../docker/wan.ts';
import { demoCalled } from '../kind/demo.ts';
import { kubectlFor } from '../kind/kubectl.ts';
import { cutLink, findLink, restoreLink } from '../kind/link.ts';
import { askDemo } from '../local/control.ts';

type TargetDeed = 'cut' | 'restore' | 'restart-gateway';

/** Ways to run the system under test. */
export const TARGETS = ['embedded', 'compose', 'kind'] as const;
export type TargetName = (typeof TARGETS)[number];

export interface TargetProcess {
  readonly name: string;
  readonly pid: number;
}

/** A system under test: where it is, and how things are done to it. */
export interface Target {
  readonly url: string;
  /** Throws when it cannot be done. */
  readonly does: Readonly<Partial<Record<TargetDeed, () => Promise<void>>>>;
  /** Its processes on this machine, as far as they can be told. */
  readonly processes: () => Promise<readonly TargetProcess[]>;
}

export class TargetError extends Error {
  override readonly name = 'TargetError';
}

/** What `npm start` runs with this data directory. */
export function embeddedTarget(url: string, dataDir: string): Target {
  return {
    url,
    does: {
      cut: async () => void (await askDemo(dataDir, 'cut')),
      restore: async () => void (await askDemo(dataDir, 'restore')),
      'restart-gateway': async () => void (await askDemo(dataDir, 'restart/gateway')),
    },
    processes: async () => (await askDemo(dataDir, 'status')).processes,
  };
}

/** What `docker compose up` runs. Its processes are in containers, which their own tools watch. */
export async function composeTarget(url: string, root: string): Promise<Target> {
  const wan = await findWan(root);
  return {
    url,
    does: {
      cut: () => cut(wan),
      restore: () => restore(wan),
      'restart-gateway': async () => void (await execa('docker', ['compose', 'restart', 'gateway'], { cwd: root })),
    },
    processes: async () => [],
  };
}

/** What `npm run kind:up` runs. All gateways are restarted at once: a rollout would only ask their clients to move. */
export async function kindTarget(url: string, name: string): Promise<Target> {
  const demo = demoCalled(name);
  const link = await findLink(demo);
  const gateways = ['pods', '--selector', 'app.kubernetes.io/name=gateway'];
  return {
    url,
    does: {
      cut: () => cutLink(link),
      restore: () => restoreLink(link),
      'restart-gateway': async () =>
        void (await kubectlFor(demo, 'cloud')(['delete', ...gateways, '--grace-period=1', '--wait=false'])),
    },
    processes: async () => [],
  };
}

/** Throws `TargetError` unless the system is there and its prices are fresh: figures of a sick one mean nothing. */
export async function checkTarget(url: string): Promise<void> {
  const status = await ask(`${url}/v1/status`);
  const { stale, complete } = (await status.json()) as { stale: { reason: string } | null; complete: boolean };
  if (stale !== null) throw new TargetError(`prices at ${url} are stale (${stale.reason}): mend that first`);
  if (!complete) throw new TargetError(`${url} is still filling in quotes that it missed: try again in some seconds`);
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

import { readFile } from 'node:fs/promises';
import { checkPorts, PortsTakenError } from '../local/ports.ts';
import { listClusters } from './clusters.ts';
import { clusterOf, SITES, type Demo } from './demo.ts';
import { findFrontDoor } from './front-door.ts';
import type { DemoState } from './inspection.ts';
import { isReady } from './kubectl.ts';
import { CommandError, run } from './run.ts';
import { describeLink, leading } from './status.ts';

/** What was looked at, what was found, and for what is not well what would mend it. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  readonly mend?: string;
}

/** The machine lacks something. The message has a line for each. */
export class DoctorError extends Error {
  override readonly name = 'DoctorError';
  constructor(findings: readonly Finding[]) {
    super(findings.map(describe).join('\n'));
  }
}

export function describe({ what, ok, found, mend }: Finding): string {
  return `${ok ? 'ok  ' : 'FAIL'}  ${what}: ${found}${ok || mend === undefined ? '' : `\n      mend it: ${mend}`}`;
}

/** Kubernetes' own requirement of the sidecar and the sleep before a stop in `infra/k8s`. */
const KUBECTL_MINOR = 30;
/** What both clusters take, measured, with room for the rest of the machine (docs/kubernetes.md). */
const MEMORY_GIB = { full: 4, light: 3 };
/** Both clusters together were seen to take 110 instances. kind's documentation names more, which the mend asks for. */
const INOTIFY = { max_user_instances: 128, max_user_watches: 65_536 };

export interface MachineOptions {
  readonly light: boolean;
  readonly port: number;
}

/** What has to be there before the clusters can be. */
export async function checkMachine(demo: Demo, options: MachineOptions): Promise<readonly Finding[]> {
  const docker = await checkDocker(options.light);
  const tools = await Promise.all([checkKind(), checkKubectl()]);
  return [...docker, ...tools, ...(await checkInotify()), await checkPort(demo, options.port)];
}

async function checkDocker(light: boolean): Promise<readonly Finding[]> {
  const mend = 'start Docker; see https://docs.docker.com/engine/install';
  return finding('Docker', mend, async () => {
    const info = JSON.parse(await run('docker', ['info', '--format', '{{json .}}'])) as {
      readonly ServerVersion?: string;
      readonly MemTotal: number;
      readonly ServerErrors?: readonly string[];
    };
    if (info.ServerErrors?.length) return [{ what: 'Docker', ok: false, found: info.ServerErrors.join('; '), mend }];
    const memory = info.MemTotal / 2 ** 30;
    const needed = light ? MEMORY_GIB.light : MEMORY_GIB.full;
    return [
      { what: 'Docker', ok: true, found: `engine ${info.ServerVersion}` },
      {
        what: 'memory',
        ok: memory >= needed,
        found: `Docker has ${memory.toFixed(1)} GiB, needed are ${needed}`,
        mend: light ? 'give Docker more memory' : 'give Docker more memory, or take --light',
      },
    ];
  });
}

async function checkKind(): Promise<Finding> {
  const mend = 'install kind: https://kind.sigs.k8s.io/docs/user/quick-start#installation';
  const [checked] = await finding('kind', mend, async () => [
    { what: 'kind', ok: true, found: (await run('kind', ['version'])).trim() },
  ]);
  return checked;
}

async function checkKubectl(): Promise<Finding> {
  const mend = `install kubectl 1.${KUBECTL_MINOR} or newer: https://kubernetes.io/docs/tasks/tools`;
  const [checked] = await finding('kubectl', mend, async () => {
    const { clientVersion } = JSON.parse(await run('kubectl', ['version', '--client', '--output', 'json'])) as {
      readonly clientVersion: { readonly gitVersion: string };
    };
    const minor = Number(/^v1\.(\d+)/.exec(clientVersion.gitVersion)?.[1]);
    return [{ what: 'kubectl', ok: minor >= KUBECTL_MINOR, found: clientVersion.gitVersion, mend }];
  });
  return checked;
}

async function finding(
  what: string,
  mend: string,
  look: () => Promise<[Finding, ...Finding[]]>,
): Promise<[Finding, ...Finding[]]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return [{ what, ok: false, found: error.message.split('\n').at(-1) ?? '', mend }];
  }
}

/** Only Linux tells: elsewhere the engine runs in a machine of its own. */
async function checkInotify(): Promise<readonly Finding[]> {
  if (process.platform !== 'linux') return [];
  return Promise.all(
    Object.entries(INOTIFY).map(async ([name, needed]) => {
      const found = Number(await readFile(`/proc/sys/fs/inotify/${name}`, 'utf8'));
      const mend = `sudo sysctl fs.inotify.${name}=${name === 'max_user_instances' ? 512 : 524_288}`;
      return { what: `inotify ${name}`, ok: found >= needed, found: `${found}, needed are ${needed}`, mend };
    }),
  );
}

async function checkPort(demo: Demo, port: number): Promise<Finding> {
  const what = `port ${port}`;
  const own = await findFrontDoor(demo).catch((error: unknown) => {
    if (error instanceof CommandError) return null;
    throw error;
  });
  if (own?.endsWith(`:${port}`)) return { what, ok: true, found: 'the front door has it' };
  try {
    await checkPorts([{ port, purpose: 'the board', option: '--port' }]);
    return { what, ok: true, found: 'free' };
  } catch (error) {
    if (!(error instanceof PortsTakenError)) throw error;
    return { what, ok: false, found: error.message, mend: `npm run kind:up -- --port ${port + 1_000}` };
  }
}

export async function isUp(demo: Demo): Promise<boolean> {
  const clusters = await listClusters();
  return SITES.some((site) => clusters.includes(clusterOf(demo, site)));
}

/** How a demo is that should run. */
export async function checkDemo(state: DemoState): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [index, site] of SITES.entries()) {
    const seen = state.sites[index];
    if (!seen) {
      findings.push({ what: site, ok: false, found: 'there is no cluster', mend: 'npm run kind:up' });
      continue;
    }
    const { cluster, nodes, pods, brokers } = seen;
    const context = `kubectl --context kind-${cluster}`;
    const away = nodes.filter((node) => !isReady(node) || node.spec.unschedulable).map(({ metadata }) => metadata.name);
    findings.push({
      what: `${site}: nodes`,
      ok: away.length === 0,
      found: away.length === 0 ? `${nodes.length} ready` : `${away.join(', ')} of ${nodes.length} take no pods`,
      mend: `${context} uncordon NODE, or look at: ${context} describe node`,
    });
    const waiting = pods.filter((pod) => !isReady(pod)).map(({ metadata }) => metadata.name);
    findings.push({
      what: `${site}: pods`,
      ok: waiting.length === 0,
      found: waiting.length === 0 ? `${pods.length} ready` : `${waiting.join(', ')} not ready`,
      mend: `look at: ${context} --namespace quotebridge describe pod ${waiting[0]}`,
    });
    const link = describeLink(brokers);
    findings.push({
      what: `${site}: leaf link`,
      ok: link !== 'DOWN',
      found: link,
      mend: 'npm run kind:restore; if that was not it, look at the log of an on-prem broker',
    });
    const streams = leading(brokers);
    const behind = streams.filter(({ lag }) => (lag ?? 0) > LAG);
    findings.push({
      what: `${site}: streams`,
      ok: streams.length > 0 && behind.length === 0,
      found: streams.map(({ name, lag }) => `${name}${lag === null ? '' : ` lag ${lag}`}`).join(', ') || 'none',
      mend: `look at: ${context} --namespace quotebridge logs deployment/bridge`,
    });
  }
  findings.push(await checkBoard(state.url));
  return findings;
}

/** Messages that a mirror may be behind without being ill: some seconds of the prices that ship. */
const LAG = 1_000;

async function checkBoard(url: string | null): Promise<Finding> {
  const mend = 'npm run kind:up';
  if (url === null) return { what: 'front door', ok: false, found: 'it does not run', mend };
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
    return { what: 'front door', ok: answer.ok, found: `${url} is ${(await answer.text()).trim()}`, mend };
  } catch (error) {
    return { what: 'front door', ok: false, found: `${url}: ${String(error)}`, mend };
  }
}

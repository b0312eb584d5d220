import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { checkPorts, PortsTakenError } from '../local/ports.ts';
import { listClusters } from './clusters.ts';
import { clusterOf, commandFor, SITES, type Demo } from './demo.ts';
import type { Finding } from './finding.ts';
import { findFrontDoor } from './front-door.ts';
import { CommandError, run } from './run.ts';

/** Kubernetes' own requirement of the sidecar and the sleep before a stop in `infra/k8s`. */
const KUBECTL_MINOR = 30;
/** The first with node images of Kubernetes 1.34. */
const KIND_MINOR = 30;
/** What both clusters take, measured, with room for the rest of the machine (docs/kubernetes.md). */
const MEMORY_GIB = { full: 4, light: 3 };
/** What both clusters together were seen to take. kind's documentation names more, which the remedy recommends. */
const INSTANCES = { needed: 110, limit: '/proc/sys/fs/inotify/max_user_instances', advised: 512 };
const WATCHES = { needed: 65_536, limit: '/proc/sys/fs/inotify/max_user_watches', advised: 524_288 };

export interface MachineOptions {
  readonly light: boolean;
  readonly port: number;
}

/** The prerequisites of the clusters. */
export async function checkMachine(demo: Demo, options: MachineOptions): Promise<readonly Finding[]> {
  const docker = await checkDocker(demo, options);
  const tools = await Promise.all([checkBuildx(), checkKind(), checkKubectl()]);
  const machine = [...docker, ...tools];
  const runs = canInspect(machine) && (await isUp(demo));
  return [...machine, ...(await checkInotify(runs)), await checkPort(demo, options)];
}

/** Whether what the machine has is enough to look at a demo, whatever else it lacks. */
export function canInspect(machine: readonly Finding[]): boolean {
  const needed = new Set(['Docker', 'kind', 'kubectl']);
  return machine.every(({ what, ok }) => ok || !needed.has(what));
}

async function checkDocker(demo: Demo, { light, port }: MachineOptions): Promise<readonly Finding[]> {
  const remedy = 'start Docker; see https://docs.docker.com/engine/install';
  return finding('Docker', remedy, async () => {
    const info = JSON.parse(await run('docker', ['info', '--format', '{{json .}}'])) as {
      readonly ServerVersion?: string;
      readonly MemTotal: number;
      readonly ServerErrors?: readonly string[];
    };
    if (info.ServerErrors?.length) return [{ what: 'Docker', ok: false, found: info.ServerErrors.join('; '), remedy }];
    const memory = info.MemTotal / 2 ** 30;
    const needed = light ? MEMORY_GIB.light : MEMORY_GIB.full;
    return [
      { what: 'Docker', ok: true, found: `engine ${info.ServerVersion}` },
      {
        what: 'memory',
        ok: memory >= needed,
        found: `Docker has ${memory.toFixed(1)} GiB, needed are ${needed}`,
        remedy: `give Docker more memory${light ? '' : `, or take less: ${upWith(demo, { light: true, port })}`}`,
      },
    ];
  });
}

async function checkBuildx(): Promise<Finding> {
  const remedy = "install Docker's buildx plugin: https://github.com/docker/buildx#installing";
  const [checked] = await finding('buildx', remedy, async () => [
    { what: 'buildx', ok: true, found: (await run('docker', ['buildx', 'version'])).trim() },
  ]);
  return checked;
}

async function checkKind(): Promise<Finding> {
  const remedy = `install kind 0.${KIND_MINOR} or newer: https://kind.sigs.k8s.io/docs/user/quick-start#installation`;
  const [checked] = await finding('kind', remedy, async () => {
    const found = (await run('kind', ['version'])).trim();
    return [{ what: 'kind', ok: isAtLeast(found, KIND_MINOR, 0), found, remedy }];
  });
  return checked;
}

/** Whether a version, wherever it stands in the text, is this minor one or newer. */
export function isAtLeast(text: string, minor: number, major: number): boolean {
  const [, foundMajor, foundMinor] = (/v(\d+)\.(\d+)/.exec(text) ?? []).map(Number);
  if (foundMajor === undefined || foundMinor === undefined) return false;
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
}

async function checkKubectl(): Promise<Finding> {
  const remedy = `install kubectl 1.${KUBECTL_MINOR} or newer: https://kubernetes.io/docs/tasks/tools`;
  const [checked] = await finding('kubectl', remedy, async () => {
    const { clientVersion } = JSON.parse(await run('kubectl', ['version', '--client', '--output', 'json'])) as {
      readonly clientVersion: { readonly gitVersion: string };
    };
    const { gitVersion } = clientVersion;
    return [{ what: 'kubectl', ok: isAtLeast(gitVersion, KUBECTL_MINOR, 1), found: gitVersion, remedy }];
  });
  return checked;
}

async function finding(
  what: string,
  remedy: string,
  look: () => Promise<[Finding, ...Finding[]]>,
): Promise<[Finding, ...Finding[]]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return [{ what, ok: false, found: error.message.split('\n').at(-1) ?? '', remedy }];
  }
}

/** Known on Linux only: elsewhere the engine runs in a virtual machine. Where the clusters run they have what they need of it. */
async function checkInotify(runs: boolean): Promise<readonly Finding[]> {
  if (process.platform !== 'linux') return [];
  const limitOf = async ({ limit }: { readonly limit: string }) => Number(await readFile(limit, 'utf8'));
  const [instances, watches, used] = await Promise.all([limitOf(INSTANCES), limitOf(WATCHES), usedInstances()]);
  const remedy = (name: string, advised: number) => `sudo sysctl fs.inotify.${name}=${advised}`;
  return [
    {
      what: 'inotify instances',
      ok: runs || instances - used >= INSTANCES.needed,
      found: `${instances}, of which root has ${used}; the clusters take ${INSTANCES.needed}`,
      remedy: remedy('max_user_instances', INSTANCES.advised),
    },
    {
      what: 'inotify watches',
      ok: watches >= WATCHES.needed,
      found: `${watches}, needed are ${WATCHES.needed}`,
      remedy: remedy('max_user_watches', WATCHES.advised),
    },
  ];
}

/** What root has of them, as far as this user may see: nodes are root's, and share its limit. */
async function usedInstances(): Promise<number> {
  const hidden = (): never[] => [];
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const folder = `/proc/${id}/fd`;
      const owner = await stat(`/proc/${id}`).catch(() => null);
      if (owner?.uid !== 0) return 0;
      const links = (await readdir(folder).catch(hidden)).map((fd) => readlink(`${folder}/${fd}`).catch(() => ''));
      return (await Promise.all(links)).filter((link) => link === 'anon_inode:inotify').length;
    }),
  );
  return found.reduce((sum, count) => sum + count, 0);
}

async function checkPort(demo: Demo, { light, port }: MachineOptions): Promise<Finding> {
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
    return { what, ok: false, found: error.message, remedy: upWith(demo, { light, port: port + 1_000 }) };
  }
}

function upWith(demo: Demo, { light, port }: MachineOptions): string {
  return commandFor(demo, 'up', ...(light ? ['--light'] : []), '--port', String(port));
}

export async function isUp(demo: Demo): Promise<boolean> {
  const clusters = await listClusters();
  return SITES.some((site) => clusters.includes(clusterOf(demo, site)));
}

import { canMount, SmallDisk, startTopology } from '@quotebridge/testkit';
import type { Service } from '../../local/services.ts';
import type { Broker } from '../../local/broker.ts';
import type { TargetBroker, TargetProcess, TargetService } from '../../drivers/injector.ts';
import type { Bed, BedKind, Capability } from './bed.ts';
import { offClock } from './off-clock.ts';

export interface EmbeddedOptions {
  readonly kind: BedKind;
  readonly brokers: 1 | 3;
  readonly symbols: number;
  /** Quotes a second of each. */
  readonly rate: number;
  /** Called when a supervisor does something. */
  readonly notify: (sentence: string) => void;
}

const SITES = ['onprem', 'cloud'];
const DISK_MIB = 60;
/** For faults under load: 5,000 quotes/s. */
const BUSY = { symbols: 100, rate: 50 };
const LITTLE = { QUOTES_MAX_MIB: '16' };
/** The environment in which both sites keep as little as the bridge services accept. */
export const SHORT_RETENTION = { 'bridge-onprem': LITTLE, 'bridge-cloud': LITTLE };

/** Starts both sites on ports and in a data directory of their own. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Bed> {
  const { kind, brokers, notify } = options;
  const { symbols, rate } = kind === 'busy' || kind === 'short-retention' ? BUSY : options;
  await using stack = new AsyncDisposableStack();
  const clock = kind === 'off-clock' ? stack.use(await offClock('cloud')) : null;
  const disks = kind === 'small-disks' ? smallDisks(brokers) : {};
  const env = clock?.env ?? (kind === 'short-retention' ? SHORT_RETENTION : {});
  const topology = stack.use(await startTopology({ brokers, symbols, rate, notify, disks, env }));
  const running = stack.move();
  const { cable } = topology.sites;
  const lacks = (capability: Capability): string | null => {
    if (capability === 'disks' && !canMount) return 'a small disk is a tmpfs, which takes root or sudo on Linux';
    return null;
  };
  const atSite = async (site: string, act: (disk: SmallDisk) => Promise<void>) => {
    const own = Object.entries(disks).filter(([name]) => name.startsWith(`${site}-`));
    if (own.length === 0) throw new Error(`the brokers of ${site} have no small disks`);
    await Promise.all(own.map(([, disk]) => act(disk)));
  };
  return {
    kind,
    url: topology.url,
    description: `both sites on this machine, ${brokers} broker${brokers === 1 ? '' : 's'} each, ${symbols} symbols × ${rate} quotes/s`,
    brokersPerSite: brokers,
    lacks,
    link: {
      cut: async () => cable.cut(),
      restore: async () => cable.restore(),
      slow: (slowness) => cable.slow(slowness),
      halfOpen: (unreached) => cable.halfOpen(unreached),
      disconnect: () => cable.disconnect(),
    },
    brokers: (site) => topology.sites.at(site).brokers.map(bedBroker),
    get services() {
      return topology.services.map(bedService);
    },
    service: (name) => bedService(topology.service(name)),
    async another(name) {
      const service = await topology.another(name);
      return Object.assign(bedService(service), { [Symbol.asyncDispose]: () => service[Symbol.asyncDispose]() });
    },
    connect: (site, user) => topology.connect(site, user),
    async setCloudClock(aheadMs) {
      if (clock === null) throw new Error('the clock of this bed cannot be set');
      await clock.set(aheadMs);
    },
    fillDisks: (site) => atSite(site, (disk) => disk.fill()),
    freeDisks: (site) => atSite(site, (disk) => disk.free()),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function smallDisks(brokers: 1 | 3): Record<string, SmallDisk> {
  const names = SITES.flatMap((site) => Array.from({ length: brokers }, (_, index) => `${site}-${index + 1}`));
  return Object.fromEntries(names.map((name) => [name, new SmallDisk(DISK_MIB)]));
}

function bedProcess(process_: {
  readonly name: string;
  readonly pid: number | null | undefined;
  kill(): Promise<void>;
}): TargetProcess {
  return {
    name: process_.name,
    isRunning: async () => process_.pid !== null && process_.pid !== undefined,
    kill: () => process_.kill(),
    async signal(signal) {
      const { name, pid } = process_;
      if (!pid) throw new Error(`${name} does not run`);
      process.kill(pid, signal);
    },
  };
}

function bedBroker(broker: Broker): TargetBroker {
  return Object.assign(bedProcess(broker), {
    async start() {
      // Its supervisor would start it too, later, after it ended by itself.
      await broker.stop();
      await broker.start();
    },
  });
}

function bedService(service: Service): TargetService {
  return Object.assign(bedProcess(service), {
    site: service.site,
    isWanted: service.isWanted,
    stop: () => service.stop(),
    restart: () => service.restart(),
    ready: () => service.ready(),
  });
}

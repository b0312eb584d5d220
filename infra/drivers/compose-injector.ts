import { cut, findWan, NoWanError, restore } from '../docker/wan.ts';
import { lines, run } from '../kind/run.ts';
import { placementsOf, TOPOLOGY } from '../topology/topology.ts';
import { asDriver } from './command.ts';
import { DriverError } from '@quotebridge/migrator/driver';
import type { FaultInjector, TargetBroker, TargetProcess, TargetService } from './injector.ts';
import { until } from './until.ts';

const READY_WITHIN_MS = 120_000;
const ENDS_WITHIN_MS = 30_000;
/** As `stop_grace_period`. */
const STOPS_WITHIN_S = '15';
const SERVICE_LABEL = 'com.docker.compose.service';
const BROKER = /^([a-z]+)-(?:\d+|light)$/;
/** What ends the names of services that the profile `light` defines anew. */
const LIGHT = /-light$/;

interface Container {
  readonly id: string;
  readonly service: string;
}

/** Kills, pauses and restarts the containers of a compose project that is up. `folder` is that of its `docker-compose.yml`. */
export async function composeInjector(folder: string, project: string): Promise<FaultInjector> {
  const wan = await findWan(folder, project).catch((error: unknown) => {
    throw error instanceof NoWanError ? new DriverError(error.message, { cause: error }) : error;
  });
  const running = await containersOf(project);
  return {
    brokers: (site) => running.filter(({ service }) => BROKER.exec(service)?.[1] === site).map(brokerOf),
    services: placementsOf(TOPOLOGY).flatMap(({ name, site }) => {
      const container = running.find(({ service }) => service.replace(LIGHT, '') === name);
      return container === undefined ? [] : [serviceOf(container, name, site ?? undefined)];
    }),
    cutLink: () => asDriver(cut(wan)),
    restoreLink: () => asDriver(restore(wan)),
  };
}

function docker(...args: readonly string[]): Promise<string> {
  return asDriver(run('docker', args, { detached: true }));
}

async function containersOf(project: string): Promise<readonly Container[]> {
  const ofProject = ['--filter', `label=com.docker.compose.project=${project}`];
  const format = ['--format', `{{.ID}} {{.Label "${SERVICE_LABEL}"}}`];
  return lines(await docker('ps', ...ofProject, ...format)).map((line) => {
    const [id = '', service = ''] = line.split(' ');
    return { id, service };
  });
}

async function inspect(id: string, format: string): Promise<string> {
  return (await docker('inspect', '--format', format, id)).trim();
}

function processOf({ id, service }: Container): TargetProcess {
  return {
    name: service,
    isRunning: async () => (await inspect(id, '{{.State.Running}}')) === 'true',
    kill: async () => void (await docker('kill', id)),
    async signal(signal) {
      if (signal === 'SIGUSR2') await docker('kill', '--signal', signal, id);
      else await docker(signal === 'SIGSTOP' ? 'pause' : 'unpause', id);
    },
  };
}

/** The engine leaves stopped what was killed through it. */
function brokerOf(container: Container): TargetBroker {
  return {
    ...processOf(container),
    async start() {
      await docker('start', container.id);
      await healthy(container);
    },
  };
}

function serviceOf(container: Container, name: string, site: string | undefined): TargetService {
  const { id } = container;
  return {
    ...processOf(container),
    name,
    site,
    isWanted: true,
    kill: () => killWithin(container),
    stop: async () => void (await docker('stop', '--time', STOPS_WITHIN_S, id)),
    async restart() {
      await docker('restart', '--time', STOPS_WITHIN_S, id);
      await healthy(container);
    },
    ready: () => healthy(container),
  };
}

/** Kills the service from within its container, so that the container's restart policy starts it again. */
async function killWithin({ id, service }: Container): Promise<void> {
  const state = () => inspect(id, '{{.RestartCount}} {{.State.Running}}');
  const before = await state();
  await docker('exec', '--detach', id, 'sh', '-c', 'kill -9 -1');
  await until(async () => (await state()) !== before, ENDS_WITHIN_MS, `${service} does not end`);
}

function healthy({ id, service }: Container): Promise<void> {
  const isHealthy = async () => (await inspect(id, '{{.State.Health.Status}}')) === 'healthy';
  return until(isHealthy, READY_WITHIN_MS, `${service} does not become healthy`);
}

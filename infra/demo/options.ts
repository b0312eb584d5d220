import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { dataPath } from '../local/data-path.ts';
import type { PlanOptions, Stage } from '../local/service-plans.ts';
import { integer, OptionsError, parseArguments } from '../tools/command-line.ts';
import { TOPOLOGY, WITH_EDGE, type Topology } from '../topology/topology.ts';
import { DEFAULT_REPLAY_SPEED, LIMITS } from '@quotebridge/feed/prepare';

const SOURCES = ['replay', 'simulated'] as const;
/** Brokers take the first of the internal ports, services the others. */
const INTERNAL_PORTS = 80;

/** As many as there are internal ports left for. */
const MAX_GATEWAYS = 8;

const STAGES: Readonly<Record<string, Stage>> = { '0': 0, '1': 1, '2': 2 };

type Source = (typeof SOURCES)[number];

export interface Options extends PlanOptions {
  readonly sync: 'always' | '2m';
  /** Whether the third site runs. */
  readonly edge: boolean;
  readonly fresh: boolean;
  readonly open: boolean;
}

/** Reads the arguments of `npm start`. Paths count from `cwd`; the default data directory is in `root`. */
export function parseOptions(args: readonly string[], { root, cwd }: { root: string; cwd: string }): Options {
  const command = new Command('npm start --')
    .description('Runs all sites on this machine: brokers, services and the board.')
    .helpOption('-h, --help', 'show this help')
    .addOption(new Option('--brokers <n>', 'brokers per site').choices(['1', '3']).default('1'))
    .addOption(
      new Option('--stage <n>', 'where API and gateway run: 0 on-prem, 1 at both sites with traffic on-prem, 2 cloud')
        .choices(['0', '1', '2'])
        .default('2'),
    )
    .option(
      '--gateways <n>',
      'gateways that share the clients, at each site where they can run',
      integer({ min: 1, max: MAX_GATEWAYS }),
      1,
    )
    .addOption(
      new Option('--source <list>', `where prices come from: ${SOURCES.join(', ')}, or both with a comma`)
        .argParser(parseSources)
        .default(['replay'], 'replay'),
    )
    .option('--file <csv>', 'replay this file instead of the prices that come with the demo')
    .addOption(
      new Option('--bad-lines <how>', 'what to do with bad lines of --file')
        .choices(['refuse', 'skip'])
        .default('refuse'),
    )
    .option('--once', 'replay once, in place of over and over')
    .option(
      '--speed <n>',
      `how many times faster than recorded to replay (default: ${DEFAULT_REPLAY_SPEED}; 1 with --file)`,
      number(LIMITS.speed),
    )
    .option('--rate <n>', 'simulated quotes per second and symbol', number(LIMITS.rate), 10)
    .option('--symbols <n>', 'simulated symbols', integer(LIMITS.symbols), 100)
    .option('--port <n>', 'the one public address: board, /v1 and /socket.io', integer({ min: 1, max: 65_535 }), 8080)
    .option(
      '--base-port <n>',
      `first of the ${INTERNAL_PORTS} internal ports`,
      integer({ min: 1, max: 65_536 - INTERNAL_PORTS }),
      18_000,
    )
    .addOption(
      new Option('--sync <how>', 'when on-prem brokers put on disk what they acknowledge: before, or every 2 minutes')
        .choices(['always', '2m'])
        .default('always'),
    )
    .option(
      '--edge',
      'run a third site: a branch office that dials the cloud, holds a copy of its quotes and has a venue of its own',
    )
    .option('--data <dir>', 'streams, credentials and logs; kept between runs (default: ".data" of the repository)')
    .option('--fresh', 'start with an empty data directory')
    .option('--open', 'open the board in the browser')
    .option('--dev', 'restart services when their code changes, reload the board (npm run dev)');

  const given = parseArguments(command, args);
  const options: Options = {
    brokers: given['brokers'] === '3' ? 3 : 1,
    gateways: given['gateways'],
    stage: STAGES[given['stage']] ?? 2,
    sources: given['source'],
    file: given['file'] === undefined ? undefined : resolve(cwd, given['file']),
    badLines: given['badLines'],
    once: given['once'] ?? false,
    speed: given['speed'] ?? (given['file'] === undefined ? DEFAULT_REPLAY_SPEED : 1),
    rate: given['rate'],
    symbols: given['symbols'],
    port: given['port'],
    basePort: given['basePort'],
    sync: given['sync'],
    data: dataPath(given['data'] ?? null, { root, cwd }),
    edge: given['edge'] ?? false,
    fresh: given['fresh'] ?? false,
    open: given['open'] ?? false,
    dev: given['dev'] ?? false,
    console: true,
  };
  refuseContradictions(options, command.getOptionValueSource('badLines') === 'cli');
  return options;
}

function refuseContradictions({ file, once, sources, port, basePort }: Options, saysBadLines: boolean): void {
  for (const [option, isGiven] of [
    ['--file', file !== undefined],
    ['--once', once],
  ] as const) {
    if (!isGiven || sources.includes('replay')) continue;
    throw new OptionsError(`error: option '${option}' needs '--source replay'; the source is ${sources.join(',')}.`, 1);
  }
  if (saysBadLines && file === undefined) {
    throw new OptionsError("error: option '--bad-lines' needs '--file': the prices of the demo have none.", 1);
  }
  const last = basePort + INTERNAL_PORTS - 1;
  if (port >= basePort && port <= last) {
    throw new OptionsError(
      `error: option '--port' argument '${port}' is invalid. ${basePort} to ${last} are the internal ports; move them with --base-port.`,
      1,
    );
  }
}

function parseSources(list: string): Source[] {
  const names = [...new Set(list.split(',').map((name) => name.trim()))];
  const known = names.filter((name): name is Source => (SOURCES as readonly string[]).includes(name));
  if (known.length !== names.length) {
    throw new InvalidArgumentError(`Allowed choices are ${SOURCES.join(', ')}, or both with a comma.`);
  }
  return known;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

function number({ min, max }: Range): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Allowed is a number from ${min} to ${max}.`);
  };
}

/** The sites and services that the options choose. */
export function topologyOf({ edge }: Pick<Options, 'edge'>): Topology {
  return edge ? WITH_EDGE : TOPOLOGY;
}

import { hostname, userInfo } from 'node:os';
import type { SiteDriver } from './driver.ts';
import { Command, Option } from 'commander';
import type { PublicService } from '@quotebridge/contracts';
import { weightsText } from './core/weights.ts';
import type { Migration, MigrationRequest, MigrationStatus } from './core/migration.ts';
import { planOf } from './core/plan.ts';
import { confirm, watchInterrupts } from './interrupt.ts';
import { parseCanary, parseDuration, parseServices } from './options.ts';
import { NOT_PROVED, reportLine } from './report/report.ts';
import { reportHtml } from './report/report-html.ts';
import { abort, begin, dryRun, resume, rollBack, status } from './run/commands.ts';
import type { CommandDeps } from './run/commands.ts';
import { openSession } from './run/session.ts';
import type { Session } from './run/session.ts';
import { MigrateError } from './store/errors.ts';
import { liveView } from './view/live-view.ts';
import { countsLine, entryLine, jsonView, plainView } from './view/view.ts';
import type { View } from './view/view.ts';

export const WAYS = ['local', 'compose', 'kind'] as const;
export type Way = (typeof WAYS)[number];

/** Which demo is meant. */
export interface DemoChoice {
  readonly way: Way;
  /** The data directory of the demo on this machine, and the folder above that of the reports; `null` for the default. */
  readonly data: string | null;
  /** The name of the compose project or of the clusters; `null` for the default. */
  readonly name: string | null;
}

export interface ChosenDemo {
  readonly driver: SiteDriver;
  /** The folder of the reports. */
  readonly reports: string;
}

export interface ProgramDeps {
  /** Connects to nothing yet. Throws `DriverError`. */
  readonly chooseDemo: (choice: DemoChoice) => ChosenDemo;
  /** The sites between which services move. */
  readonly sites: readonly string[];
  /** The site whose brokers keep the state. */
  readonly home: string;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

interface Common {
  readonly way: Way;
  readonly data?: string;
  readonly name?: string;
  readonly json: boolean;
  readonly operator: string;
}

interface Move extends Common {
  readonly to: string;
  readonly canary: number[];
  readonly hold: number;
  readonly keepSource: boolean;
  readonly breachAfter?: number;
  readonly relocateWithin: number;
  readonly relocateDeadline: number;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

/** Exit codes: what a script distinguishes. */
const EXIT_CODES: Readonly<Partial<Record<MigrationStatus, number>>> = { 'rolled-back': 3, held: 4, aborted: 5 };

/** `npm run migrate`. Actions throw `MigrateError` and `DriverError`. */
export function createProgram(deps: ProgramDeps): Command {
  const { sites, output } = deps;
  const print = (line: string) => void output.write(`${line}\n`);
  const program = new Command('npm run migrate --')
    .description('Moves API and gateways between the sites while clients stay connected.')
    .helpOption('-h, --help', 'show this help');
  const command = (name: string, description: string, isDefault = false) =>
    program
      .command(name, { isDefault })
      .description(description)
      .addOption(new Option('--way <way>', 'how the demo runs').choices(WAYS).default('local'))
      .option('--name <name>', 'the compose project or the clusters (default: quotebridge)')
      .option('--data <dir>', 'the data directory of a local demo; for reports of others (default: in ".data")')
      .option('--operator <name>', 'the name that others see', `${userInfo().username}@${hostname()}`)
      .option('--json', 'print events as lines of JSON', false);

  command('move', 'moves services to a site; the default', true)
    .argument('<services>', 'api, gateway, or both with a comma', parseServices)
    .addOption(new Option('--to <site>', 'where to').choices(sites).makeOptionMandatory())
    .option('--canary <list>', 'shares of the traffic in percent; 0 only starts and checks', parseCanary, [10, 50, 100])
    .option('--hold <time>', 'how long each share is kept and watched', parseDuration, 5_000)
    .option(
      '--breach-after <time>',
      'roll back when the target is not ready or stale, or its clients miss quotes, for so long (default: 3s, 2s, 5s)',
      parseDuration,
    )
    .option('--keep-source', 'leave the services at the source running, without traffic', false)
    .option('--relocate-within <time>', 'the time over which clients are asked to relocate', parseDuration, 3_000)
    .option('--relocate-deadline <time>', 'when a client that does not relocate is closed', parseDuration, 10_000)
    .option('--dry-run', 'check both sites, list the steps, change nothing', false)
    .option('-y, --yes', 'do not ask before it starts', false)
    .action(async (services: PublicService[], options: Move) => {
      const request = requestOf(services, options, sites);
      await withSession(deps, options, async (commandDeps) => {
        if (options.dryRun) {
          for (const line of await dryRun(request, commandDeps)) print(line);
          return null;
        }
        if (!options.yes && !options.json && deps.input.isTTY && output.isTTY) {
          const steps = planOf({ direction: 'forward', request }).map(({ id }) => id);
          print(`${services.join(', ')} from ${request.from} to ${request.to}: ${steps.join(', ')}`);
          if (!(await confirm('Start?', deps))) return null;
        }
        return begin(request, commandDeps);
      });
    });

  command('resume', 'goes on with a migration whose tool was stopped').action((options: Common) =>
    withSession(deps, options, resume),
  );
  command('rollback', 'turns an unfinished migration around').action((options: Common) =>
    withSession(deps, options, rollBack),
  );
  command('abort', 'gives an unfinished migration up; weights and services stay as they are').action(
    (options: Common) => withSession(deps, options, abort),
  );

  command('status', 'the newest migration, and who has the lock').action((options: Common) =>
    withSession(deps, options, async (commandDeps) => {
      const found = await status(commandDeps);
      if (options.json) print(JSON.stringify(found));
      else for (const line of statusLines(found)) print(line);
      return null;
    }),
  );
  command('reports', 'the last 20 migrations; with an id, that report as JSON or HTML')
    .argument('[id]', 'which')
    .option('--html', 'as HTML', false)
    .action((id: string | undefined, options: Common & { html: boolean }) =>
      withSession(deps, options, async ({ session }) => {
        const reports = await session.records.reports();
        if (id === undefined) {
          if (options.json) print(JSON.stringify(reports));
          else for (const report of reports) print(reportLine(report));
          return null;
        }
        const found = reports.find((report) => report.id === id);
        if (found === undefined)
          throw new MigrateError(`there is no report ${id}; list them with: npm run migrate -- reports`);
        print(
          options.html ? reportHtml(found, NOT_PROVED) : JSON.stringify({ ...found, notProved: NOT_PROVED }, null, 2),
        );
        return null;
      }),
    );
  return program;
}

function requestOf(services: PublicService[], options: Move, sites: readonly string[]): MigrationRequest {
  const { to, canary, hold, keepSource, relocateWithin, relocateDeadline, breachAfter } = options;
  const from = sites.find((site) => site !== to);
  if (from === undefined) throw new MigrateError(`there is no site beside ${to}`);
  return {
    services,
    from,
    to,
    canary,
    holdMs: hold,
    keepSource,
    relocateMs: relocateWithin,
    deadlineMs: relocateDeadline,
    breachAfterMs: breachAfter ?? null,
  };
}

async function withSession(
  deps: ProgramDeps,
  options: Common,
  act: (commandDeps: CommandDeps) => Promise<Migration | null>,
): Promise<void> {
  const { chooseDemo, home, output } = deps;
  const { way, data = null, name = null } = options;
  using view = viewFor(options, output);
  using interrupts = watchInterrupts({ ...deps, view, signals: process, now: () => performance.now() });
  const { driver, reports } = chooseDemo({ way, data, name });
  await using session: Session = await openSession(driver, home);
  const migration = await act({
    session,
    operator: options.operator,
    reports,
    view,
    interrupted: interrupts.signal,
    now: Date.now,
  });
  process.exitCode = migration === null ? 0 : (EXIT_CODES[migration.status] ?? 0);
}

function viewFor({ json }: Common, output: NodeJS.WriteStream): View {
  if (json) return jsonView(output);
  return output.isTTY && output.columns > 0 && output.rows > 0 ? liveView(output) : plainView(output);
}

function statusLines({ migration, holder, weights }: Awaited<ReturnType<typeof status>>): string[] {
  const lock = holder === null ? 'nobody has the lock' : `${holder.operator} has the lock: ${holder.doing}`;
  if (migration === null) return ['no migration so far', lock];
  const { id, operator, reason, timeline, counts, next } = migration;
  const step = planOf(migration)[next]?.id ?? null;
  return [
    `${id} by ${operator}: ${migration.status}${reason === null ? '' : ` (${reason})`}`,
    ...(step === null ? [] : [`next step: ${step}`]),
    ...(weights === null ? [] : [`weights: ${weightsText(weights)}`]),
    lock,
    ...timeline.slice(-5).map(entryLine),
    countsLine(counts),
  ];
}

import { Command, Option } from 'commander';
import { NoWanError } from '../../infra/docker/wan.ts';
import { NoClusterError } from '../../infra/kind/link.ts';
import { NoDemoError } from '../../infra/local/control.ts';
import { NoK6Error } from '../../infra/tools/k6.ts';
import { StoppedError, stopSignal } from '../../infra/tools/stop-signal.ts';
import { integerFrom } from '../shared/options.ts';
import { rerunCommand } from './rerun-command.ts';
import { ForeignHostError } from './loopback.ts';
import { load } from './run.ts';
import type { Given } from './run.ts';
import { consoleReporter } from './console-reporter.ts';
import { AmountError, UnknownScenarioError } from './scenarios.ts';
import { TargetError, TARGETS } from './target.ts';

const FOR_THE_USER = [
  AmountError,
  ForeignHostError,
  NoClusterError,
  NoDemoError,
  NoK6Error,
  NoWanError,
  TargetError,
  UnknownScenarioError,
];
/** An invalid run shows nothing, neither pass nor failure. */
const EXIT_CODES = { passed: 0, failed: 1, invalid: 2 } as const;
/** There was no run, or it did not come to its end. */
const COULD_NOT_RUN = 3;
const STOP_WITHIN_MS = 8_000;

const command = new Command('npm run load --')
  .description('Runs a k6 scenario against a demo that runs, and leaves a report: HTML, JSON and a verdict.')
  .argument('<scenario>', 'its number or name, as in loadtest/k6/: 01 or smoke')
  .option('--url <url>', 'where the demo is, on this machine', 'http://localhost:8080')
  .addOption(new Option('--target <way>', 'how the demo runs').choices(TARGETS).default('embedded'))
  .option('--data <dir>', 'the data directory that it was started with (default: ".data" of the repository)')
  .option('--name <name>', 'of the clusters, as given to kind:up', 'quotebridge')
  .option('--clients <n>', 'clients that hold a WebSocket', integerFrom(1, 20_000))
  .option('--seconds <n>', 'how long', integerFrom(3, 86_400))
  .option('--rate <n>', 'REST requests a second', integerFrom(1, 10_000), 50)
  .option('--watched <n>', 'symbols that each client watches', integerFrom(1, 5_000), 20)
  .option('--short', 'less of it, as in CI')
  .addOption(new Option('--report <dir>', 'where the report goes (default: a new folder in .data/load)'))
  .parse();

try {
  const outcome = await load({
    wanted: command.processedArgs[0] as string,
    given: command.opts<Given>(),
    command: rerunCommand(process.argv.slice(2)),
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
    stopping: stopSignal(STOP_WITHIN_MS),
    reporter: consoleReporter(process.stdout, () => performance.now()),
  });
  process.exitCode = EXIT_CODES[outcome];
} catch (error) {
  process.exitCode = COULD_NOT_RUN;
  if (error instanceof StoppedError) console.log('Stopped.');
  else console.error(FOR_THE_USER.some((kind) => error instanceof kind) ? (error as Error).message : error);
}

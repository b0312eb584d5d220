import { createProgram, MigrateError } from '@quotebridge/migrator';
import { DriverError } from '@quotebridge/migrator/driver';
import { BUCKETS } from '../topology/buckets.ts';
import { SERVICES } from '../topology/services.ts';
import { chooseDemo } from './choose-demo.ts';

// `| head` closes the pipe, which is not a failure.
process.stdout.on('error', () => process.exit(0));

/** The sites of what can be moved. */
const sites = SERVICES.filter(({ movesTo }) => movesTo.length > 0).flatMap(({ runsAt, movesTo }) =>
  Array.isArray(runsAt) ? [...movesTo, ...(runsAt as readonly string[])] : movesTo,
);

try {
  await createProgram({
    chooseDemo: (choice) => chooseDemo(choice, { cwd: process.env['INIT_CWD'] ?? process.cwd(), env: process.env }),
    sites: [...new Set(sites)],
    home: BUCKETS.find(({ name }) => name === 'MIGRATIONS')?.site ?? 'cloud',
    input: process.stdin,
    output: process.stdout,
  }).parseAsync();
} catch (error) {
  if (!(error instanceof MigrateError || error instanceof DriverError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

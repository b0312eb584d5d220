import { resolve } from 'node:path';
import { createProgram, MigrateError } from '@quotebridge/migrator';
import { DriverError } from '../drivers/driver.ts';
import { root } from '../tools/install.mjs';
import { BUCKETS } from '../topology/buckets.ts';
import { SERVICES } from '../topology/services.ts';
import { openDriver } from './open-driver.ts';

// `| head` closes the pipe, which is not a failure.
process.stdout.on('error', () => process.exit(0));

const dataDir = (data: string | null) =>
  data === null ? resolve(root, '.data') : resolve(process.env['INIT_CWD'] ?? '.', data);

/** The sites of what can be moved. */
const sites = SERVICES.filter(({ movesTo }) => movesTo.length > 0).flatMap(({ runsAt, movesTo }) =>
  Array.isArray(runsAt) ? [...movesTo, ...(runsAt as readonly string[])] : movesTo,
);

try {
  await createProgram({
    openDriver: (way, data) => openDriver(way, dataDir(data)),
    sites: [...new Set(sites)],
    home: BUCKETS.find(({ name }) => name === 'MIGRATIONS')?.site ?? 'cloud',
    reports: (data) => resolve(dataDir(data), 'migrations'),
    input: process.stdin,
    output: process.stdout,
  }).parseAsync();
} catch (error) {
  if (!(error instanceof MigrateError || error instanceof DriverError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

import { resolve } from 'node:path';
import { createProgram, MigrateError } from '@quotebridge/migrator';
import { DriverError } from '../drivers/driver.ts';
import { root } from '../tools/install.mjs';

// `| head` closes the pipe, which is not a failure.
process.stdout.on('error', () => process.exit(0));

try {
  await createProgram({
    openDriver: () => Promise.reject(new DriverError('no way of running is known yet')),
    sites: ['onprem', 'cloud'],
    home: 'cloud',
    reports: resolve(root, '.data/migrations'),
    input: process.stdin,
    output: process.stdout,
  }).parseAsync();
} catch (error) {
  if (!(error instanceof MigrateError || error instanceof DriverError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

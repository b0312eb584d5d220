import { createProgram } from './program.ts';
import { CliError } from './client.ts';

const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort());
process.once('SIGTERM', () => stopping.abort());
// `| head` closes the pipe, which is not a failure.
process.stdout.on('error', () => process.exit(0));

// As in the services, an empty variable counts as absent.
if (process.env['QUOTES_URL'] === '') delete process.env['QUOTES_URL'];

try {
  await createProgram({ stopping: stopping.signal, out: process.stdout, err: process.stderr }).parseAsync();
} catch (error) {
  if (!(error instanceof CliError)) throw error;
  if (!stopping.signal.aborted) {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = 1;
  }
}

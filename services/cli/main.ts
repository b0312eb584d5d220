import { createProgram } from './program.ts';
import { CliError } from './client.ts';

const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort());
process.once('SIGTERM', () => stopping.abort());
// `| head` ends what reads this; that is no failure.
process.stdout.on('error', () => process.exit(0));

try {
  await createProgram({
    stopping: stopping.signal,
    out: process.stdout,
    url: process.env['QUOTES_URL'] ?? 'http://localhost:8080',
  }).parseAsync();
} catch (error) {
  if (!(error instanceof CliError)) throw error;
  if (!stopping.signal.aborted) {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = 1;
  }
}

import { DeclarationError } from '@quotebridge/bridges';
import { NoDemoError } from '../local/control.ts';
import { run } from '../tools/interruptible.ts';
import { createProgram } from './program.ts';
import { BridgesError } from './errors.ts';

// `| head` closes the pipe, which is not a failure.
process.stdout.on('error', () => process.exit(0));

try {
  await run(async (stopping) => {
    await createProgram({ out: process.stdout, stopping }).parseAsync();
  });
} catch (error) {
  if (!(error instanceof DeclarationError || error instanceof BridgesError || error instanceof NoDemoError))
    throw error;
  console.error(error.message);
  process.exitCode = 1;
}

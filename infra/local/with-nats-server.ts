import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './install.mjs';
import { NatsServerError, obtainNatsServer, waysOfThisMachine } from './nats-server.ts';

// A script's name and its arguments follow. It finds the path of a nats-server that is new enough in NATS_SERVER: the same
// binary that npm start uses, fetched or built when there is none yet.
const [script = '', ...args] = process.argv.slice(2);
try {
  if (!args.includes('--help')) {
    process.env['NATS_SERVER'] = await obtainNatsServer(waysOfThisMachine(root, console.error));
  }
  process.argv = [process.execPath, join(root, script), ...args];
  await import(pathToFileURL(join(root, script)).href);
} catch (error) {
  if (!(error instanceof NatsServerError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

import { once } from 'node:events';
import { addressTable } from './address-table.ts';
import { BrokerError } from '../local/broker.ts';
import { defaultData } from '../local/data-path.ts';
import { DataDirectoryError } from './data-directory.ts';
import { startDemo } from './demo.ts';
import { root } from '../tools/install.mjs';
import { NatsServerError } from '../tools/nats-server.ts';
import { openBrowser } from './open-browser.ts';
import { OptionsError } from '../tools/command-line.ts';
import { parseOptions, topologyOf } from './options.ts';
import { PortsTakenError } from '../local/ports.ts';
import { ReplayFileError } from './preparation.ts';
import { ServiceError } from '../local/services.ts';
import { StoppedError, stopSignal } from '../tools/stop-signal.ts';
import { idleSite } from './weights.ts';

const STOPPED_WITHIN_MS = 4_800;
/** Errors that the user can correct: the message says how, and a stack would hide it. */
const FOR_THE_USER = [
  BrokerError,
  DataDirectoryError,
  NatsServerError,
  OptionsError,
  PortsTakenError,
  ReplayFileError,
  ServiceError,
];

async function run(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), { root, cwd: process.env['INIT_CWD'] ?? process.cwd() });
  // The packages may have been installed first.
  const startedAt = Number(process.env['QUOTEBRIDGE_STARTED_AT'] ?? Date.now());
  const stopping = stopSignal(STOPPED_WITHIN_MS);
  await using demo = await startDemo(root, options, { startedAt, stopping, say: console.log });

  const { url, services, sites, operatorToken } = demo;
  const { data, stage } = options;
  const places = { data, defaultData: defaultData(root) };
  const table = {
    topology: topologyOf(options),
    url,
    sites: sites.all,
    services,
    ...places,
    operatorToken,
    idleSite: idleSite(stage),
  };
  console.log(`\n${addressTable(table)}\n`);
  if (options.open) await openBrowser(url);
  if (!stopping.aborted) await once(stopping, 'abort');
  console.log('Stopping …');
}

try {
  await run();
} catch (error) {
  if (error instanceof StoppedError) console.log('Stopped before it was ready.');
  else if (error instanceof OptionsError && error.exitCode === 0) console.log(error.message);
  else {
    process.exitCode = 1;
    const known = FOR_THE_USER.some((kind) => error instanceof kind);
    console.error(known && error instanceof Error ? error.message : error);
  }
}

import { resolve } from 'node:path';
import { buildBoard } from '../../../infra/local/board-build.ts';
import { obtainNatsServer, waysOfThisMachine } from '../../../infra/local/nats-server.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Sees to it that there is a nats-server and a built board. What it tells goes to stderr: stdout is for the result. */
export async function prepareMachine(signal: AbortSignal): Promise<void> {
  process.env['NATS_SERVER'] = await obtainNatsServer(waysOfThisMachine(ROOT, console.error, signal));
  await buildBoard(ROOT, signal);
}

import { availableParallelism, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { buildBoard } from '../../../infra/local/board-build.ts';
import { obtainNatsServer, waysOfThisMachine } from '../../../infra/local/nats-server.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Sees to it that there is a nats-server. What it tells goes to stderr: stdout is for the result. */
export async function prepareNatsServer(signal: AbortSignal): Promise<void> {
  process.env['NATS_SERVER'] = await obtainNatsServer(waysOfThisMachine(ROOT, console.error, signal));
}

/** Sees to it that there is a nats-server and a built board. */
export async function prepareMachine(signal: AbortSignal): Promise<void> {
  await prepareNatsServer(signal);
  await buildBoard(ROOT, signal);
}

/** In words: how much there is to run on, and how much of it others took just before. */
export function describeMachine(): string {
  return `${availableParallelism()} cores, load average before the start ${loadavg()[0]?.toFixed(1)}`;
}

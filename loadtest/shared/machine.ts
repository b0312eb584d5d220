import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { prepareNatsServer } from '../../infra/tools/prepare-machine.ts';

const run = promisify(execFile);
const CORES_NEEDED = 2;

/** The `nats-server` that a bench of the gateway starts, after `prepareNatsServer`. */
export function natsServer(): string {
  return process.env['NATS_SERVER'] ?? 'nats-server';
}

/** `prepareNatsServer` for benches that pin processes to cores. Throws an error for the user when this machine cannot run them. */
export async function preparePinned(): Promise<void> {
  if (process.platform !== 'linux') throw new Error('the benchmarks read /proc and pin processes: they need Linux');
  if (availableParallelism() < CORES_NEEDED) throw new Error(`the benchmarks need ${CORES_NEEDED} cores`);
  await run('taskset', ['--version']).catch(() => {
    throw new Error('the benchmarks need taskset (util-linux) on the PATH');
  });
  await prepareNatsServer();
  const centrifugo = process.env['CENTRIFUGO'];
  if (centrifugo === undefined) return;
  await run(centrifugo, ['version']).catch(() => {
    throw new Error(`CENTRIFUGO = ${JSON.stringify(centrifugo)} does not run: it must be the path of its binary`);
  });
}

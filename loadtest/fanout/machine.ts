import { execFile } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CORES_NEEDED = 2;

/** The `nats-server` that the benchmarks start. */
export const NATS_SERVER = process.env['NATS_SERVER'] ?? 'nats-server';

/** Throws when this machine cannot run the benchmarks, and says what is missing. */
export async function checkMachine(): Promise<void> {
  if (process.platform !== 'linux') throw new Error('the benchmarks read /proc and pin processes: they need Linux');
  if (availableParallelism() < CORES_NEEDED) throw new Error(`the benchmarks need ${CORES_NEEDED} cores`);
  await run('taskset', ['--version']).catch(() => {
    throw new Error('the benchmarks need taskset (util-linux) on the PATH');
  });
  await run(NATS_SERVER, ['--version']).catch(() => {
    throw new Error(`${NATS_SERVER} does not run: put nats-server on the PATH or name it in NATS_SERVER`);
  });
  const centrifugo = process.env['CENTRIFUGO'];
  if (centrifugo === undefined) return;
  await run(centrifugo, ['version']).catch(() => {
    throw new Error(`CENTRIFUGO = ${JSON.stringify(centrifugo)} does not run: it must be the path of its binary`);
  });
}

/** In words: how much there is to run on, and how much of it others took just before. */
export function describeMachine(): string {
  return `${availableParallelism()} cores, load average before the start ${loadavg()[0]?.toFixed(1)}`;
}

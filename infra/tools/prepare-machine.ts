import { buildBoard } from './board-build.ts';
import { root } from './install.mjs';
import { obtainNatsServer, sourceContext } from './nats-server.ts';

/** Finds, downloads or builds a nats-server, and puts its path into NATS_SERVER. Progress goes to stderr: stdout is for results. */
export async function prepareNatsServer(signal?: AbortSignal): Promise<void> {
  process.env['NATS_SERVER'] = await obtainNatsServer(sourceContext(root, console.error, signal));
}

/** `prepareNatsServer`, and builds the board. */
export async function prepareMachine(signal: AbortSignal): Promise<void> {
  await prepareNatsServer(signal);
  await buildBoard(root, signal);
}

import { join } from 'node:path';
import { execa } from 'execa';
import { buildBoard } from './board-build.ts';
import { brokerPorts } from './brokers.ts';
import { openDataDirectory } from './data-directory.ts';
import { obtainNatsServer, waysOfThisMachine } from './nats-server.ts';
import type { Options } from './options.ts';
import { checkPorts } from './ports.ts';
import { showProgress, type Step } from './progress.ts';
import { neededPorts, replayFile } from './topology.ts';

/** All that has to be there before the first process starts. Resolves with the path of the nats-server. */
export async function prepare(root: string, options: Options, signal: AbortSignal): Promise<string> {
  let natsServer = '';
  const place: Step = {
    title: 'Data directory and ports',
    run: async () => {
      await openDataDirectory(options);
      await checkPorts(neededPorts(options, brokerPorts(options)));
    },
  };
  const binary: Step = {
    title: 'nats-server',
    run: async (say) => (natsServer = await obtainNatsServer(waysOfThisMachine(root, say, signal))),
  };
  const prices: Step = {
    title: 'Prices to replay',
    // A process of its own: what it takes to make them is not kept for as long as the demo runs.
    run: async () => {
      const script = join(root, 'services/feed/sources/prepare.ts');
      await execa(process.execPath, [script, replayFile(options.data)], { cancelSignal: signal });
    },
  };
  const board: Step = {
    title: 'Board',
    run: async () => ((await buildBoard(root, signal)) ? 'built' : 'up to date'),
  };
  const ships = options.file === undefined && options.sources.includes('replay');
  await showProgress([[place], ships ? [binary, prices, board] : [binary, board]], signal);
  return natsServer;
}

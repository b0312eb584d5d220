import { join } from 'node:path';
import { execa, ExecaError } from 'execa';
import { buildBoard } from '../tools/board-build.ts';
import { brokerPorts } from '../local/brokers.ts';
import { checkDataDirectory, takeDataDirectory } from './data-directory.ts';
import { endOrphanedBrokers } from '../local/orphaned-brokers.ts';
import { obtainNatsServer, sourceContext } from '../tools/nats-server.ts';
import { topologyOf, type Options } from './options.ts';
import { checkPorts } from '../local/ports.ts';
import { showProgress, type Step } from '../tools/progress.ts';
import { neededPorts, replayFile } from '../local/service-plans.ts';

/** The user's own file cannot be replayed. */
export class ReplayFileError extends Error {
  override readonly name = 'ReplayFileError';
}

/** Prepares everything that the first process needs. Resolves with the path of the nats-server. */
export async function prepare(root: string, options: Options, signal: AbortSignal): Promise<string> {
  let natsServer = '';
  const place: Step = {
    title: 'Data directory and ports',
    run: async () => {
      await checkDataDirectory(options);
      const orphans = await endOrphanedBrokers(options.data);
      const topology = topologyOf(options);
      await checkPorts(neededPorts(options, brokerPorts({ ...options, topology }), topology));
      return orphans.length === 0
        ? ''
        : `ended brokers that a killed demo left behind (processes ${orphans.join(', ')})`;
    },
  };
  const binary: Step = {
    title: 'nats-server',
    run: async (say) => (natsServer = await obtainNatsServer(sourceContext(root, say, signal))),
  };
  const prices: Step = {
    title: 'Prices to replay',
    // A process of its own, so that its memory is freed before the demo runs.
    run: async () => {
      const script = join(root, 'services/feed/sources/replay/prepare.ts');
      await execa(process.execPath, [script, replayFile(options.data)], { cancelSignal: signal });
    },
  };
  const file: Step = {
    title: 'File to replay',
    run: () => checkFile(root, options, signal),
  };
  const board: Step = {
    title: 'Board',
    run: async () => ((await buildBoard(root, signal)) ? 'built' : 'up to date'),
  };
  const replay = options.file === undefined ? prices : file;
  await showProgress([[place], options.sources.includes('replay') ? [binary, replay, board] : [binary, board]], signal);
  await takeDataDirectory(options);
  return natsServer;
}

async function checkFile(
  root: string,
  { file = '', badLines }: Pick<Options, 'file' | 'badLines'>,
  cancelSignal: AbortSignal,
): Promise<string> {
  const script = join(root, 'services/feed/sources/replay/check.ts');
  try {
    return (await execa(process.execPath, [script, file, badLines], { cancelSignal })).stdout;
  } catch (error) {
    if (!(error instanceof ExecaError) || error.exitCode !== 1) throw error;
    const hint = badLines === 'refuse' ? '\n--bad-lines skip leaves bad lines out' : '';
    throw new ReplayFileError(`the file of --file cannot be replayed: ${error.stderr}${hint}`);
  }
}

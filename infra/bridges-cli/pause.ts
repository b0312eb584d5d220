import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PauseRefusedError, parseDeclarations, pausableBridge } from '@quotebridge/bridges';
import { bridgePauseAnswerSchema } from '@quotebridge/contracts';
import type { BridgePauseRequest } from '@quotebridge/contracts';
import { BRIDGE_PAUSE_SUBJECT } from '@quotebridge/contracts/wire';
import { connectNats, createLogger } from '@quotebridge/service-kit';
import { root } from '../tools/install.mjs';
import { knownSites } from '../topology/declarations.ts';
import { BridgesError } from './errors.ts';
import type { Demo } from './find-demo.ts';

const ANSWERED_WITHIN_MS = 5_000;

export interface PauseCommand {
  readonly demo: Demo;
  /** The bridge's name. */
  readonly name: string;
  /** False resumes it. */
  readonly paused: boolean;
}

/**
 * Requests, as the operator, that the bridge service of the site that a bridge starts from pauses or resumes it. Resolves with a sentence for a terminal.
 * Throws `BridgesError` when the bridge is unknown, cannot be paused, or its bridge service does not answer.
 */
export async function pauseCommand({ demo, name, paused }: PauseCommand): Promise<string> {
  const { credentials, status } = demo;
  const { topology } = credentials;
  const text = await readFile(resolve(root, topology.bridges), 'utf8');
  const declarations = parseDeclarations(text, { file: topology.bridges, sites: knownSites(topology) });
  const { from } = refusingClearly(() => pausableBridge(declarations, name));
  const answer = await ask(
    { servers: status.brokerUrls[from] ?? [], password: credentials.passwordOf(from, 'migrator'), site: from },
    { bridge: name, paused },
  );
  if ('error' in answer) throw new BridgesError(`the bridge service of ${from} refused: ${answer.error}`);
  const to = answer.to.join(', ');
  return paused
    ? `${name} is paused: ${to} receives nothing more of ${answer.stream}, and ${from} keeps it within the limits of the stream.\nTo resume it: npm run bridges -- resume ${name}\n`
    : `${name} is resumed: ${to} continues after the last message of ${answer.stream} that it holds.\n`;
}

function refusingClearly<T>(find: () => T): T {
  try {
    return find();
  } catch (error) {
    if (error instanceof PauseRefusedError) throw new BridgesError(error.message, { cause: error });
    throw error;
  }
}

async function ask(
  { servers, password, site }: { servers: readonly string[]; password: string; site: string },
  request: BridgePauseRequest,
) {
  const nc = await connectNats({
    servers,
    user: 'migrator',
    password,
    name: 'bridges-pause',
    log: createLogger('bridges', 'silent'),
    waitForBroker: false,
  }).catch((cause: unknown) => {
    throw new BridgesError(`no broker of ${site} answers at ${servers.join(', ')}`, { cause });
  });
  try {
    const message = await nc
      .request(BRIDGE_PAUSE_SUBJECT, JSON.stringify(request), { timeout: ANSWERED_WITHIN_MS })
      .catch((cause: unknown) => {
        throw new BridgesError(
          `the bridge service of ${site} does not answer; if it gets the request later, it still acts on it`,
          { cause },
        );
      });
    return bridgePauseAnswerSchema.parse(message.json());
  } finally {
    await nc.close();
  }
}

import { readFile, stat } from 'node:fs/promises';
import type { InstrumentDetails } from '@quotebridge/contracts/wire';
import { InputError, pause } from '@quotebridge/service-kit';
import type { Logger } from '@quotebridge/service-kit';
import { parseDetails } from './parse-file.ts';
import type { DetailsSource } from './source.ts';

/** A mounted file is replaced without an event that every file system reports, so it is looked at this often. */
const LOOK_MS = 1_000;

export interface FileSource extends DetailsSource, AsyncDisposable {
  /** False while the file is invalid or gone: the details are those of its last valid version. */
  readonly isValid: boolean;
}

/** Reads the file, and again whenever it was replaced. Throws `InputError` when it is invalid at first; an invalid one is not adopted later. */
export async function followFile(path: string, log: Logger): Promise<FileSource> {
  let version = await versionOf(path);
  let details = await load(path);
  let isValid = true;
  const stopping = new AbortController();
  const look = async () => {
    const now = await versionOf(path).catch(() => 'gone');
    if (now === version) return;
    version = now;
    try {
      details = await load(path);
      isValid = true;
      log.info({ path, instruments: details.size }, 'reference data replaced');
    } catch (error) {
      isValid = false;
      log.error({ err: error, path }, 'the reference data are invalid; the earlier ones stay');
    }
  };
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await look();
      await pause(LOOK_MS, stopping.signal);
    }
  })();
  return {
    entries: () => details,
    detailsOf: (symbol) => details.get(symbol) ?? null,
    get isValid() {
      return isValid;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await looking;
    },
  };
}

async function load(path: string): Promise<ReadonlyMap<string, InstrumentDetails>> {
  return parseDetails(await readFile(path, 'utf8').catch(refuse(path)), path);
}

/** Differs when the file was written or replaced. */
async function versionOf(path: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(path).catch(refuse(path));
  return `${ino} ${size} ${mtimeMs}`;
}

function refuse(path: string) {
  return (cause: unknown): never => {
    throw new InputError(`REFDATA_FILE = ${JSON.stringify(path)} cannot be read`, { cause });
  };
}

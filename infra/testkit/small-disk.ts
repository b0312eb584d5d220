import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';

const CHUNK = Buffer.alloc(64 * 1024);
const isRoot = process.getuid?.() === 0;

/** Whether this user can mount a file system: as root, or with a sudo that asks for no password. */
export const canMount: boolean =
  process.platform === 'linux' && (isRoot || execaSync('sudo', ['-n', 'true'], { reject: false }).exitCode === 0);

/** A file system of its own that a test can fill up. */
export class SmallDisk {
  readonly #mib: number;
  #directory: string | null = null;

  constructor(mib: number) {
    this.#mib = mib;
  }

  /** Makes `directory` and mounts the disk there. Unmounted when it is disposed. */
  async mountAt(directory: string): Promise<AsyncDisposable> {
    await mkdir(directory, { recursive: true });
    await asRoot('mount', ['-t', 'tmpfs', '-o', `size=${this.#mib}m,mode=0777`, 'tmpfs', directory]);
    this.#directory = directory;
    return { [Symbol.asyncDispose]: () => asRoot('umount', ['--lazy', directory]) };
  }

  /** Takes all the space that is left. */
  async fill(): Promise<void> {
    await using ballast = await open(this.#ballast, 'a');
    try {
      for (;;) await ballast.write(CHUNK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  /** Gives back what `fill` took. */
  async free(): Promise<void> {
    await rm(this.#ballast);
  }

  get #ballast(): string {
    if (this.#directory === null) throw new Error('the disk is not mounted');
    return join(this.#directory, 'ballast');
  }
}

async function asRoot(command: string, args: readonly string[]): Promise<void> {
  await (isRoot ? execa(command, args) : execa('sudo', ['-n', command, ...args]));
}

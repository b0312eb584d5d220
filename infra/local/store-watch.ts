import { statfs } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { storeFault } from '../../services/shared/service-kit/store-fault.ts';

/** What a broker writes at its start and soon after, with a margin. In bytes. */
const ROOM_BYTES = 16 * 1024 * 1024;
/** A broker that still cannot store after a restart gets the next one this much later, in milliseconds, and twice as late each time ... */
const RESTART_EVERY_MS = 15_000;
/** ... up to this. */
const MOST_MS = 300_000;
const LOOK_EVERY_MS = 1_000;
const MIB = 1024 * 1024;

/** What a broker says of itself at `/healthz`, and what is free where it stores. */
export interface StoreLook {
  /** Monotonic, in milliseconds. */
  readonly now: number;
  /** Its error, `null` when it is well, or does not answer. */
  readonly error: string | null;
  /** In bytes. */
  readonly free: number;
}

export interface StoreStep {
  /** For the terminal. */
  readonly notice: string | null;
  readonly restart: boolean;
}

/** Decides when a broker that cannot store is restarted: once there is room. Pure. */
export class StoreWatch {
  readonly #name: string;
  #faulty = false;
  #wait = RESTART_EVERY_MS;
  #restartedAt: number | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  observe({ now, error, free }: StoreLook): StoreStep {
    const fault = storeFault(error);
    if (fault === null) {
      const recovered = this.#faulty && error === null;
      if (recovered) {
        this.#faulty = false;
        this.#wait = RESTART_EVERY_MS;
        this.#restartedAt = null;
      }
      return { notice: recovered ? `${this.#name} stores again` : null, restart: false };
    }
    const isNew = !this.#faulty;
    this.#faulty = true;
    const mib = Math.floor(free / MIB);
    if (free >= ROOM_BYTES && (this.#restartedAt === null || now - this.#restartedAt >= this.#wait)) {
      if (this.#restartedAt !== null) this.#wait = Math.min(MOST_MS, this.#wait * 2);
      this.#restartedAt = now;
      return { notice: `${this.#name} can't store (${fault}), and ${mib} MiB are free: restarting it`, restart: true };
    }
    return {
      notice: isNew
        ? `${this.#name} can't store: ${fault} (${mib} MiB free). It is restarted once ${ROOM_BYTES / MIB} MiB are free`
        : null,
      restart: false,
    };
  }
}

export interface WatchStoreOptions {
  readonly name: string;
  readonly monitorPort: number;
  readonly storeDir: string;
  readonly notify: (sentence: string) => void;
  readonly restart: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** Looks at a broker's health and at the space where it stores until the signal is aborted, and restarts it when that helps. */
export async function watchStore({ name, monitorPort, storeDir, notify, restart, signal }: WatchStoreOptions) {
  const watch = new StoreWatch(name);
  while (!signal.aborted) {
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    const error = await healthError(monitorPort);
    const free = await freeBytes(storeDir);
    if (signal.aborted || error === undefined) continue;
    const step = watch.observe({ now: performance.now(), error, free });
    if (step.notice !== null) notify(step.notice);
    if (step.restart) await restart().catch((cause: unknown) => notify(`${name} did not start: ${String(cause)}`));
  }
}

/** `undefined` when the broker does not answer. */
async function healthError(monitorPort: number): Promise<string | null | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${monitorPort}/healthz`, { signal: AbortSignal.timeout(2_000) });
    const { error = null } = (await response.json()) as { error?: string };
    return error;
  } catch {
    return undefined;
  }
}

/** What is free for a user without privileges, in bytes. */
async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

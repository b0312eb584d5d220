import type { Socket } from 'node:net';
import { WorkQueue } from './requests/work-queue.ts';
import type { WorkQueueOptions } from './requests/work-queue.ts';

/** Of the time, what departures may take when a crowd leaves. */
const LEAVING_SHARE = 0.5;
/** How `ws` hears that a connection ends. All that a departure costs follows from these two. */
const HEARD_BY = [
  ['end', 'socketOnEnd'],
  ['close', 'socketOnClose'],
] as const;

/**
 * Has those who leave together leave in turn. A thousand connections that end at once are one batch of events, which nothing
 * comes between: only that they have ended is noted there, and the rest is done in slices.
 */
export class Departures {
  readonly #work: WorkQueue;

  constructor(options: Omit<WorkQueueOptions, 'share'> = {}) {
    this.#work = new WorkQueue({ ...options, share: LEAVING_SHARE });
  }

  /** `socket` is one that `ws` listens to. Where it does not by the names above, the departure is not put off. */
  watch(socket: Socket): void {
    const leaver = { hold: () => undefined, release: () => undefined };
    for (const [event, name] of HEARD_BY) {
      for (const listener of socket.listeners(event) as ((...args: unknown[]) => void)[]) {
        if (listener.name !== name) continue;
        socket.removeListener(event, listener);
        socket.once(event, (...args: unknown[]) => this.#work.add(leaver, () => listener.apply(socket, args)));
      }
    }
  }
}

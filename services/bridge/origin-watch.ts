import type { BridgeAlarm } from '@quotebridge/contracts';
import { holesOf, isFull } from './stream-state.ts';
import type { StreamState } from './stream-state.ts';

type OriginAlarm = Omit<BridgeAlarm, 'action'>;

/**
 * Detects, at the origin itself, that messages were removed other than by its limits, or that the stream was recreated. Pure. It compares each observation
 * with the ones before, so it misses what happened while the bridge service was down: the mirror's side detects that (`MirrorWatch`).
 */
export class OriginWatch {
  readonly #newestPerSubject: boolean;
  #before: StreamState | null = null;
  #alarm: OriginAlarm | null = null;

  constructor({ newestPerSubject }: { readonly newestPerSubject: boolean }) {
    this.#newestPerSubject = newestPerSubject;
  }

  /** `time` in milliseconds since the Unix epoch. `state` is `null` while the stream cannot be reached. */
  observe(time: number, state: StreamState | null): OriginAlarm | null {
    const before = this.#before;
    if (state === null || before === null) {
      this.#before = state ?? before;
      return this.#alarm;
    }
    this.#before = state;
    if (state.created !== before.created) {
      this.#alarm = {
        code: 'origin-anew',
        since: time,
        text: `the origin was recreated at ${new Date(state.created).toISOString()}; its predecessor held ${before.messages} messages`,
        missing: before.messages,
      };
      return this.#alarm;
    }
    const removed = this.#removed(before, state);
    if (removed > 0) {
      const missing = removed + (this.#alarm?.missing ?? 0);
      this.#alarm = {
        code: this.#alarm?.code ?? 'origin-purged',
        since: this.#alarm?.since ?? time,
        text: `${missing} messages were removed from the origin, not by its limits`,
        missing,
      };
    }
    // By now the limits would have removed them as well.
    if (isFull(state)) this.#alarm = null;
    return this.#alarm;
  }

  #removed(before: StreamState, state: StreamState): number {
    if (this.#newestPerSubject) return Math.max(0, before.messages - state.messages);
    const atStart = isFull(state) ? 0 : state.firstSeq - before.firstSeq;
    return Math.max(0, Math.min(atStart, before.messages), holesOf(state) - holesOf(before));
  }
}

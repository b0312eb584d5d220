import { setTimeout as delay } from 'node:timers/promises';

/** Shorter than the time that scenario 06 leaves for it. */
const NOTICED_WITHIN_MS = 59_000;
const LOOK_EVERY_MS = 500;

/** Detects by the gateways' metrics that they skip clients that read nothing: without that, a run shows nothing about stalled clients. */
export class StallDetector {
  readonly #skipped: () => Promise<number>;
  readonly #clients: number;
  readonly #now: () => number;
  #noticed: { readonly at: number; readonly skipped: number } | null = null;

  /** `skipped`: how often gateways have left a client out of a flush, so far. */
  constructor(skipped: () => Promise<number>, clients: number, now: () => number = Date.now) {
    this.#skipped = skipped;
    this.#clients = clients;
    this.#now = now;
  }

  /** Resolves when each stalled client was skipped between two polls. Throws after `withinMs`. */
  async begin(withinMs = NOTICED_WITHIN_MS): Promise<void> {
    const until = this.#now() + withinMs;
    for (let before = await this.#skipped(); ;) {
      await delay(LOOK_EVERY_MS);
      const skipped = await this.#skipped();
      if (skipped - before >= this.#clients) {
        this.#noticed = { at: this.#now(), skipped };
        return;
      }
      before = skipped;
      if (this.#now() >= until)
        throw new Error(
          `within ${withinMs / 1_000} s no gateway left ${this.#clients} stalled clients out of a flush: their buffers did not fill`,
        );
    }
  }

  /** Throws unless each was skipped at least once a second since then. If the stall was never noticed, `begin` has thrown already. */
  async end(): Promise<void> {
    if (this.#noticed === null) return;
    const { at, skipped } = this.#noticed;
    const seconds = (this.#now() - at) / 1_000;
    const since = (await this.#skipped()) - skipped;
    if (since < this.#clients * seconds)
      throw new Error(`gateways left stalled clients out of a flush only ${since} times in ${seconds.toFixed(0)} s`);
  }
}

/** The sum of a counter over the metrics of several processes, in Prometheus' text format. */
export function sumOf(metrics: readonly string[], name: string): number {
  return metrics
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

import { createHistogram } from 'node:perf_hooks';
import type { RecordableHistogram } from 'node:perf_hooks';

/** Latencies are counted in microseconds: up to a minute, to three digits. */
const RANGE = { lowest: 1, highest: 60_000_000, figures: 3 };

/** Milliseconds from the moment at which the feed's schedule meant a quote to go out. */
export interface Latencies {
  readonly quotes: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** One point that quotes pass, and how long after their `published` they did. */
export class Checkpoint {
  readonly name: string;
  readonly #histogram: RecordableHistogram = createHistogram(RANGE);
  #from = Number.POSITIVE_INFINITY;
  #to = Number.POSITIVE_INFINITY;
  #newest = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** The `published` of the newest quote that has passed. */
  get newest(): number {
    return this.#newest;
  }

  /** Counts the quotes that were to be published from one moment to another, so that all checkpoints count the same. */
  measure(from: number, to: number): void {
    this.#from = from;
    this.#to = to;
  }

  record(published: number, at: number): void {
    this.#newest = Math.max(this.#newest, published);
    if (published < this.#from || published >= this.#to) return;
    this.#histogram.record(Math.max(RANGE.lowest, Math.round((at - published) * 1_000)));
  }

  get latencies(): Latencies {
    const at = (percentile: number) => this.#histogram.percentile(percentile) / 1_000;
    return { quotes: this.#histogram.count, p50: at(50), p90: at(90), p99: at(99), max: this.#histogram.max / 1_000 };
  }
}

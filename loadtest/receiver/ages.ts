import { createHistogram } from 'node:perf_hooks';
import type { RecordableHistogram } from 'node:perf_hooks';

/** Microseconds, to three figures, up to ten minutes. */
const RANGE = { lowest: 1, highest: 600_000_000, figures: 3 };

export interface AgeFigures {
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Ages of quotes, all together and in equal parts of the time, by HDR histograms: no age is left out, none is rounded much. */
export class Ages {
  readonly #startAt: number;
  readonly #partMs: number;
  readonly #all = createHistogram(RANGE);
  readonly #parts: RecordableHistogram[] = [];

  constructor(startAt: number, partMs: number) {
    this.#startAt = startAt;
    this.#partMs = partMs;
  }

  /** Both in milliseconds since the Unix epoch; may have fractions. Clocks differ a little: never below a microsecond. */
  record(published: number, now: number): void {
    const age = Math.max(1, Math.round((now - published) * 1_000));
    this.#all.record(age);
    const part = Math.max(0, Math.floor((now - this.#startAt) / this.#partMs));
    (this.#parts[part] ??= createHistogram(RANGE)).record(age);
  }

  get figures(): AgeFigures {
    return figuresOf(this.#all);
  }

  /** In order of time. Parts without a quote are left out. */
  get parts(): readonly AgeFigures[] {
    return this.#parts.filter((part) => part !== undefined).map(figuresOf);
  }
}

function figuresOf(histogram: RecordableHistogram): AgeFigures {
  const ms = (microseconds: number) => microseconds / 1_000;
  return {
    count: histogram.count,
    p50: ms(histogram.percentile(50)),
    p90: ms(histogram.percentile(90)),
    p99: ms(histogram.percentile(99)),
    max: histogram.count === 0 ? 0 : ms(histogram.max),
  };
}

import { Transform, type TransformCallback } from 'node:stream';

/** How slow a link is, each way. */
export interface Slowness {
  /** One way, in milliseconds. */
  readonly latency: number;
  /** In bytes a second; `Infinity` for no limit. */
  readonly rate: number;
}

export const NOT_SLOW: Slowness = { latency: 0, rate: Number.POSITIVE_INFINITY };

/** As much as may be on its way in one direction, in bytes: what a link of that delay holds, with room for bursts. */
const MOST_IN_FLIGHT = 256 * 1024;

/** One direction of a link: passes everything on in order, as late and as slowly as the link is at the time. */
export class LinkFlow extends Transform {
  readonly #slowness: () => Slowness;
  readonly #queue: { readonly chunk: Buffer; readonly due: number }[] = [];
  #inFlight = 0;
  /** When the last byte of the queue has been sent, without the delay. */
  #sentAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #waiting: TransformCallback | null = null;
  #flushed: TransformCallback | null = null;

  constructor(slowness: () => Slowness) {
    super();
    this.#slowness = slowness;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const { latency, rate } = this.#slowness();
    const now = performance.now();
    this.#sentAt = Math.max(now, this.#sentAt) + (chunk.length / rate) * 1_000;
    this.#queue.push({ chunk, due: this.#sentAt + latency });
    this.#inFlight += chunk.length;
    this.#waiting = done;
    this.#release();
  }

  override _flush(done: TransformCallback): void {
    this.#flushed = done;
    this.#release();
  }

  override _read(size: number): void {
    super._read(size);
    this.#release();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer);
    done(error);
  }

  #release(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      if (this.readableLength >= this.readableHighWaterMark) break;
      if (first.due > now) {
        this.#timer = setTimeout(() => this.#release(), first.due - now);
        break;
      }
      this.#queue.shift();
      this.#inFlight -= first.chunk.length;
      this.push(first.chunk);
    }
    if (this.#inFlight < MOST_IN_FLIGHT) {
      const waiting = this.#waiting;
      this.#waiting = null;
      waiting?.();
    }
    if (this.#queue.length === 0) {
      const flushed = this.#flushed;
      this.#flushed = null;
      flushed?.();
    }
  }
}

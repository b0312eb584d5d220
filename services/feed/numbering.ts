import type { Heartbeat, Quote } from '@quotebridge/contracts/wire';
import type { SourceQuote } from './sources/source.ts';

/** Numbers the quotes and heartbeats of one epoch. `seq` continues from the numbers in the stream. */
export class Numbering {
  readonly epoch: number;
  readonly #seqs: Map<string, number>;
  readonly #quoted = new Set<string>();
  #count = 0;
  #beat = 0;

  /** `seqs`: the newest `seq` of each symbol in the stream. */
  constructor(epoch: number, seqs: ReadonlyMap<string, number>) {
    this.epoch = epoch;
    this.#seqs = new Map(seqs);
  }

  /** `published`: the scheduled time, in milliseconds since the Unix epoch. */
  number(quote: SourceQuote, published: number): Quote {
    const { symbol, bid, bidSize, ask, askSize, last } = quote;
    const seq = (this.#seqs.get(symbol) ?? 0) + 1;
    this.#seqs.set(symbol, seq);
    if (this.#quoted.has(symbol)) {
      this.#count += 1;
    } else {
      this.#quoted.add(symbol);
      this.#count += seq;
    }
    return { symbol, seq, epoch: this.epoch, time: published, published, bid, bidSize, ask, askSize, last };
  }

  /** The next heartbeat of this epoch. */
  heartbeat({ time, sent }: Required<Pick<Heartbeat, 'time' | 'sent'>>): Required<Heartbeat> {
    this.#beat += 1;
    const { epoch } = this;
    return { epoch, time, count: this.#count, symbols: this.#quoted.size, sent, beat: this.#beat };
  }
}

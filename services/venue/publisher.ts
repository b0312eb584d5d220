import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { decodeQuote, encodeQuote, VENUES_STREAM, venueSubject } from '@quotebridge/contracts/wire';
import type { Quote } from '@quotebridge/contracts/wire';
import { VenueWalk } from './walk.ts';

/** The last quote that the stream holds of a symbol. */
interface Position {
  /** Of the symbol; 0 when there is none. */
  readonly seq: number;
  /** Its number in the stream; 0 when there is none. */
  readonly streamSeq: number;
}

export interface SymbolPublisherOptions {
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly venue: string;
  readonly symbol: string;
  /** When this venue started, in milliseconds since the Unix epoch. */
  readonly epoch: number;
}

/**
 * Publishes a venue's quotes of one symbol, one at a time. A quote is stored only after the one before it. When an ack is missing or is an error, the next
 * number follows from what the stream holds: no number is stored twice or left out, also across restarts, or if another publisher runs.
 */
export class SymbolPublisher {
  readonly #options: SymbolPublisherOptions;
  readonly #subject: string;
  readonly #walk = new VenueWalk();
  #position: Position | null = null;

  constructor(options: SymbolPublisherOptions) {
    this.#options = options;
    this.#subject = venueSubject(options.venue, options.symbol);
  }

  /** Publishes the next quote around that of another market. Resolves when it is stored; rejects when that is not known. */
  async publish(market: Quote, now: number): Promise<void> {
    const { js, symbol, epoch } = this.#options;
    const before = this.#position ?? (await this.#stored());
    // Read again unless this one is acknowledged.
    this.#position = null;
    const seq = before.seq + 1;
    const { bidSize, askSize } = market;
    const { bid, ask } = this.#walk.next(market);
    const quote: Quote = { symbol, seq, epoch, time: now, published: now, bid, bidSize, ask, askSize, last: bid };
    const expect = { lastSubjectSequence: before.streamSeq };
    const ack = await js.publish(this.#subject, encodeQuote(quote), { expect });
    this.#position = { seq, streamSeq: ack.seq };
  }

  async #stored(): Promise<Position> {
    const message = await this.#options.jsm.streams.getMessage(VENUES_STREAM, { last_by_subj: this.#subject });
    if (message === null) return { seq: 0, streamSeq: 0 };
    return { seq: decodeQuote(message.string()).seq, streamSeq: message.seq };
  }
}

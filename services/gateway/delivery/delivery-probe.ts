import type { DeliveryMode, GatewayTrace, Quote } from '@quotebridge/contracts/wire';

/** A client as far as traces are concerned. */
export interface TracedClient {
  readonly mode: DeliveryMode | null;
  /** Called with each packet of quotes that is sent to the client. */
  onSend: (() => void) | null;
  tell(trace: GatewayTrace): void;
}

/** One quote on its way to one client. */
interface Trail {
  readonly client: TracedClient;
  readonly symbol: string;
  quote: Quote | null;
  heard: number;
  streamed: number | null;
  sent: number | null;
  giveUp: NodeJS.Timeout | undefined;
}

/** How long after a quote was sent its stream may bring it, in milliseconds. */
const STREAMED_WITHIN_MS = 1_000;

/**
 * Follows single quotes to the clients that ask how long the way through the gateway takes. A client has one trail at most.
 *
 * A packet of quotes holds the newest of its symbols, so the quote that is followed is the newest one heard when the client is
 * next sent a packet. In mode `every` only what the stream has brought is sent.
 */
export class Tracer {
  readonly #now: () => number;
  readonly #trails = new Map<TracedClient, Trail>();
  readonly #bySymbol = new Map<string, Set<Trail>>();

  /** `now` in milliseconds since the Unix epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Follows the next quote of a symbol to a client that is subscribed to it. What it asked for before is forgotten. */
  follow(client: TracedClient, symbol: string): void {
    this.drop(client);
    const trail: Trail = { client, symbol, quote: null, heard: 0, streamed: null, sent: null, giveUp: undefined };
    this.#trails.set(client, trail);
    const followed = this.#bySymbol.get(symbol) ?? new Set();
    this.#bySymbol.set(symbol, followed.add(trail));
  }

  drop(client: TracedClient): void {
    const trail = this.#trails.get(client);
    if (trail === undefined) return;
    clearTimeout(trail.giveUp);
    client.onSend = null;
    this.#trails.delete(client);
    const followed = this.#bySymbol.get(trail.symbol);
    followed?.delete(trail);
    if (followed?.size === 0) this.#bySymbol.delete(trail.symbol);
  }

  /** A symbol has another newest quote, whichever way it came. */
  hear(quote: Quote): void {
    for (const trail of this.#bySymbol.get(quote.symbol) ?? []) {
      if (trail.client.mode !== 'every') this.#take(trail, quote);
    }
  }

  /** The stream brought a quote. To be told after `hear`. */
  hearStored(quote: Quote): void {
    for (const trail of this.#bySymbol.get(quote.symbol) ?? []) {
      if (trail.client.mode === 'every') this.#take(trail, quote);
      if (trail.quote?.seq !== quote.seq || trail.quote.epoch !== quote.epoch) continue;
      trail.streamed ??= this.#now();
      if (trail.sent !== null) this.#finish(trail);
    }
  }

  #take(trail: Trail, quote: Quote): void {
    if (trail.sent !== null) return;
    trail.quote = quote;
    trail.heard = this.#now();
    trail.streamed = null;
    trail.client.onSend ??= () => this.#sent(trail);
  }

  #sent(trail: Trail): void {
    trail.client.onSend = null;
    trail.sent = this.#now();
    if (trail.streamed === null) trail.giveUp = setTimeout(() => this.#finish(trail), STREAMED_WITHIN_MS);
    else this.#finish(trail);
  }

  #finish(trail: Trail): void {
    const { client, quote, heard, streamed, sent } = trail;
    this.drop(client);
    if (quote === null || sent === null) return;
    client.tell({ symbol: quote.symbol, epoch: quote.epoch, seq: quote.seq, heard, streamed, sent });
  }
}

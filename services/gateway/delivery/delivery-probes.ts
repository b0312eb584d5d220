import type { DeliveryMode, GatewayTrace, Quote } from '@quotebridge/contracts/wire';

/** A client that can be probed. */
export interface ProbedClient {
  readonly mode: DeliveryMode | null;
  /** Called with each packet of quotes that is sent to the client. */
  onSend: (() => void) | null;
  sendTrace(trace: GatewayTrace): void;
}

/** One quote on its way to one client. */
interface Probe {
  readonly client: ProbedClient;
  readonly symbol: string;
  quote: Quote | null;
  received: number;
  streamed: number | null;
  sent: number | null;
  giveUp: NodeJS.Timeout | undefined;
}

/** How long after a quote was sent the stream may still deliver it, in milliseconds. */
const STREAMED_WITHIN_MS = 1_000;

/**
 * Times single quotes on their way through the gateway, for clients that request it. A client has at most one probe.
 *
 * A packet holds the newest quote of each symbol, so a probe follows the newest one received before the client's next packet.
 * In mode `every`, clients get only quotes that the stream has delivered.
 */
export class DeliveryProbes {
  readonly #now: () => number;
  readonly #probes = new Map<ProbedClient, Probe>();
  readonly #bySymbol = new Map<string, Set<Probe>>();

  /** `now` in milliseconds since the Unix epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Follows the next quote of a symbol to a subscribed client. Replaces an earlier probe of the client. */
  follow(client: ProbedClient, symbol: string): void {
    this.drop(client);
    const probe: Probe = { client, symbol, quote: null, received: 0, streamed: null, sent: null, giveUp: undefined };
    this.#probes.set(client, probe);
    const followed = this.#bySymbol.get(symbol) ?? new Set();
    this.#bySymbol.set(symbol, followed.add(probe));
  }

  drop(client: ProbedClient): void {
    const probe = this.#probes.get(client);
    if (probe === undefined) return;
    clearTimeout(probe.giveUp);
    client.onSend = null;
    this.#probes.delete(client);
    const followed = this.#bySymbol.get(probe.symbol);
    followed?.delete(probe);
    if (followed?.size === 0) this.#bySymbol.delete(probe.symbol);
  }

  /** To be called with each newest quote of a symbol, from the stream or the core subscription. */
  onNewest(quote: Quote): void {
    for (const probe of this.#bySymbol.get(quote.symbol) ?? []) {
      if (probe.client.mode !== 'every') this.#take(probe, quote);
    }
  }

  /** To be called with each quote from the stream, after `onNewest`. */
  onStored(quote: Quote): void {
    for (const probe of this.#bySymbol.get(quote.symbol) ?? []) {
      if (probe.client.mode === 'every') this.#take(probe, quote);
      if (probe.quote?.seq !== quote.seq || probe.quote.epoch !== quote.epoch) continue;
      probe.streamed ??= this.#now();
      if (probe.sent !== null) this.#finish(probe);
    }
  }

  #take(probe: Probe, quote: Quote): void {
    if (probe.sent !== null) return;
    probe.quote = quote;
    probe.received = this.#now();
    probe.streamed = null;
    probe.client.onSend ??= () => this.#sent(probe);
  }

  #sent(probe: Probe): void {
    probe.client.onSend = null;
    probe.sent = this.#now();
    if (probe.streamed === null) probe.giveUp = setTimeout(() => this.#finish(probe), STREAMED_WITHIN_MS);
    else this.#finish(probe);
  }

  #finish(probe: Probe): void {
    const { client, quote, received, streamed, sent } = probe;
    this.drop(client);
    if (quote === null || sent === null) return;
    client.sendTrace({ symbol: quote.symbol, epoch: quote.epoch, seq: quote.seq, received, streamed, sent });
  }
}

import { hash } from 'node:crypto';
import type { NatsConnection } from '@nats-io/transport-node';
import { decodeQuote, encodeTupleHead, QUOTES_STREAM, quoteSubject } from '@quotebridge/contracts/wire';
import { siteManager, storedMessages } from '@quotebridge/testkit';
import type { Contents } from './receiver.ts';
import { StreamLedger, type StreamCounts } from './stream-ledger.ts';

/** What the origin's and the mirror's streams hold of what was published since the last mark. */
export interface StreamComparison {
  readonly origin: StreamCounts;
  readonly mirror: StreamCounts;
  /** Messages of the origin with other content at the mirror under the same number. */
  readonly different: number;
  /** Messages of the origin that the mirror does not have, and the other way round. */
  readonly absent: number;
  readonly surplus: number;
}

/** How far a client's quotes differ from the origin's: see `ReceiverEvidence`. */
interface Contradictions {
  readonly conflicting: number;
  readonly superseded: number;
}

/** Generous: it has recovered before. In milliseconds. */
const FOLLOWS_WITHIN_MS = 30_000;

/** Reads both streams message by message, as a NATS client with the rights of a reader: neither the bridge nor its reports are trusted. */
export class StreamReader {
  readonly #at: { readonly origin: NatsConnection; readonly mirror: NatsConnection };
  #origin = new StreamLedger(0);
  #mirror = new StreamLedger(0);

  constructor(origin: NatsConnection, mirror: NatsConnection) {
    this.#at = { origin, mirror };
  }

  /** The last message of each. Throws while one of them does not answer. */
  async last(): Promise<{ readonly origin: number; readonly mirror: number }> {
    const [origin, mirror] = await Promise.all([lastOf(this.#at.origin), lastOf(this.#at.mirror)]);
    return { origin, mirror };
  }

  /** Begins to count after the origin's last message, which the mirror has to have. Answers with its number. */
  async begin(): Promise<number> {
    const { origin } = await this.last();
    this.#origin = new StreamLedger(origin);
    this.#mirror = new StreamLedger(origin);
    return origin;
  }

  /** Counts from the first message of both streams: they are others than before. */
  beginAnew(): void {
    this.#origin = new StreamLedger(0);
    this.#mirror = new StreamLedger(0);
  }

  /** Reads on at both up to the origin's last message; the mirror has to have it. Begins anew for the next time. */
  async compare(): Promise<{
    readonly comparison: StreamComparison;
    readonly contradictions: (contents: Contents) => Contradictions;
    /** How many quotes a site's stream has after one message, up to another one. */
    readonly quotesAt: (site: string, after: number, through: number) => number;
  }> {
    const [origin, mirror] = [this.#origin, this.#mirror];
    await readInto(origin, this.#at.origin, Number.POSITIVE_INFINITY);
    const deadline = performance.now() + FOLLOWS_WITHIN_MS;
    do await readInto(mirror, this.#at.mirror, origin.position);
    while (mirror.position < origin.position && performance.now() < deadline);
    this.#origin = origin.continued();
    this.#mirror = mirror.continued();
    let [different, absent, surplus] = [0, 0, 0];
    for (const [position, digest] of origin.digests) {
      const copy = mirror.digests.get(position);
      if (copy === undefined) absent += 1;
      else if (copy !== digest) different += 1;
    }
    for (const position of mirror.digests.keys()) if (!origin.digests.has(position)) surplus += 1;
    return {
      comparison: { origin: origin.counts, mirror: mirror.counts, different, absent, surplus },
      contradictions: (contents) => contradictionsOf(origin, contents),
      quotesAt: (site, after, through) => (site === 'onprem' ? origin : mirror).quotesBetween(after, through),
    };
  }
}

async function lastOf(nc: NatsConnection): Promise<number> {
  return (await (await siteManager(nc)).streams.info(QUOTES_STREAM)).state.last_seq;
}

async function readInto(ledger: StreamLedger, nc: NatsConnection, until: number): Promise<void> {
  for await (const { seq, subject, data } of storedMessages(nc, ledger.position)) {
    if (seq > until) return;
    const text = new TextDecoder().decode(data);
    const digest = hash('sha1', `${subject}\n${text}`);
    if (!subject.startsWith(quoteSubject(''))) {
      ledger.takeOther(seq, digest);
      continue;
    }
    const quote = decodeQuote(text);
    ledger.takeQuote(seq, digest, quote.symbol, quote.seq, { epoch: quote.epoch, text: encodeTupleHead(quote) });
  }
}

/** Quotes that a client showed with other content than the origin holds under their number. */
function contradictionsOf(origin: StreamLedger, contents: Contents): Contradictions {
  let [conflicting, superseded] = [0, 0];
  for (const [symbol, seq, { epoch, text }] of contents) {
    const stored = origin.contentOf(symbol, seq);
    if (stored === undefined || stored.text === text) continue;
    if (epoch < stored.epoch) superseded += 1;
    else conflicting += 1;
  }
  return { conflicting, superseded };
}

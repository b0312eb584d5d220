import { jetstream } from '@nats-io/jetstream';
import {
  encodeHeartbeat,
  encodeQuote,
  HEARTBEAT_SUBJECT,
  instrumentSubject,
  quoteSubject,
} from '@quotebridge/contracts/wire';
import { makeQuote } from '@quotebridge/contracts/testing';
import type { Quote } from '@quotebridge/contracts/wire';
import { connectTo } from './broker.ts';
import type { Broker } from './broker.ts';

const RETRY_MS = 50;
const FLOW_STEP_MS = 10;

/** Publishes made-up quotes as a feed does: numbers grow by 1, and every publish is acknowledged. */
export interface TestFeed extends AsyncDisposable {
  /** The newest `seq` of each symbol. */
  readonly seqs: ReadonlyMap<string, number>;
  /** Publishes the next quote of a symbol; resolves when it is stored, however long the broker is away. */
  publish(symbol: string): Promise<Quote>;
  /** Publishes a text as it is, which a real feed never sends. */
  publishRaw(subject: string, text: string): Promise<void>;
  instrument(symbol: string): Promise<void>;
  /** Sets the clock of its heartbeats that far ahead of this machine's, in milliseconds. */
  setClock(aheadMs: number): void;
  /** Publishes the heartbeat now and every second, until it is stopped. */
  beat(): () => void;
  /** Publishes quotes of the symbols in turn, that many a second. Stopping resolves when all are stored. */
  flow(symbols: readonly string[], perSecond: number): () => Promise<void>;
}

export async function openTestFeed(broker: Pick<Broker, 'url'>, epoch = Date.now()): Promise<TestFeed> {
  const nc = await connectTo(broker.url);
  const js = jetstream(nc, { timeout: 1_000 });
  const seqs = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  let beats = 0;
  let clockAheadMs = 0;
  let tail: Promise<void> = Promise.resolve();

  const store = async (subject: string, payload: string, msgID?: string) => {
    while (!nc.isClosed()) {
      try {
        await js.publish(subject, payload, msgID === undefined ? {} : { msgID });
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  };
  const publish = async (symbol: string) => {
    const seq = (seqs.get(symbol) ?? 0) + 1;
    seqs.set(symbol, seq);
    const quote = makeQuote(symbol, seq, epoch);
    // One after the other: a publish that is tried again must not come after its successors.
    tail = tail.then(() => store(quoteSubject(symbol), encodeQuote(quote), `${symbol}:${seq}`));
    await tail;
    return quote;
  };
  const publishHeartbeat = () => {
    const count = [...seqs.values()].reduce((sum, seq) => sum + seq, 0);
    // Unconfirmed: the next one makes up for one that is lost.
    if (nc.isClosed()) return;
    const time = Date.now() + clockAheadMs;
    nc.publish(
      HEARTBEAT_SUBJECT,
      encodeHeartbeat({ epoch, time, count, symbols: seqs.size, sent: time, beat: (beats += 1) }),
    );
  };
  const every = (ms: number, act: () => void) => {
    const timer = setInterval(act, ms);
    timers.add(timer);
    return () => {
      clearInterval(timer);
      timers.delete(timer);
    };
  };
  return {
    seqs,
    publish,
    publishRaw: (subject, text) => store(subject, text),
    async instrument(symbol) {
      const instrument = { symbol, name: `${symbol} Inc.`, currency: 'USD', tickSize: '0.01', source: 'simulated' };
      await store(instrumentSubject(symbol), JSON.stringify(instrument));
    },
    setClock(aheadMs) {
      clockAheadMs = aheadMs;
    },
    beat() {
      publishHeartbeat();
      return every(1_000, publishHeartbeat);
    },
    flow(symbols, perSecond) {
      const stored: Promise<unknown>[] = [];
      const started = performance.now();
      let published = 0;
      const stop = every(FLOW_STEP_MS, () => {
        const due = ((performance.now() - started) / 1_000) * perSecond;
        for (; published < due; published += 1) stored.push(publish(symbols[published % symbols.length] ?? 'A'));
      });
      return async () => {
        stop();
        await Promise.all(stored);
      };
    },
    async [Symbol.asyncDispose]() {
      for (const timer of timers) clearInterval(timer);
      await nc.close();
    },
  };
}

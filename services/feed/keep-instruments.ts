import { jetstream } from '@nats-io/jetstream';
import { decodeInstrument, INSTRUMENTS_STREAM, instrumentSubject, WireError } from '@quotebridge/contracts/wire';
import type { Instrument } from '@quotebridge/contracts/wire';
import { readStream } from '@quotebridge/quote-reader';
import { pause } from '@quotebridge/service-kit';
import type { Logger, NatsConnection } from '@quotebridge/service-kit';

const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 256;

export interface InstrumentsOptions {
  readonly nc: NatsConnection;
  readonly instruments: readonly Instrument[];
  readonly log: Logger;
  /** Called for each message that breaks the contract. */
  readonly onRefused: (message: { readonly subject: string; readonly seq: number }, error: WireError) => void;
  readonly signal: AbortSignal;
}

/**
 * Publishes the instruments that this feed quotes, and keeps the stream in that state until disposed: the stream holds one
 * message a symbol, so any other message stored there would replace an instrument. Instruments that the feed does not quote are
 * withdrawn by an empty message. Waits for the stream to exist; resolves once it is in that state.
 */
export async function keepInstruments(options: InstrumentsOptions): Promise<AsyncDisposable> {
  const { nc, instruments, log, onRefused } = options;
  await using stack = new AsyncDisposableStack();
  const stopping = new AbortController();
  const signal = AbortSignal.any([options.signal, stopping.signal]);
  const wanted = new Map(
    instruments.map((instrument) => [instrumentSubject(instrument.symbol), JSON.stringify(instrument)]),
  );
  const listed = new Map<string, string>();
  const snapshot = Promise.withResolvers<void>();
  const reading = readStream({
    nc,
    stream: INSTRUMENTS_STREAM,
    onMessage: (message) => {
      const text = message.string();
      listed.set(message.subject, text);
      const error = text === '' || text === wanted.get(message.subject) ? null : breach(message.subject, text);
      if (error !== null) onRefused(message, error);
    },
    onSnapshot: () => snapshot.resolve(),
    onRestart: () => listed.clear(),
    log,
    signal,
  }).finally(() => snapshot.resolve());
  stack.defer(() => reading);
  await snapshot.promise;
  const publishChanges = async () => {
    const changes = [...wanted].filter(([subject, text]) => listed.get(subject) !== text);
    for (const [subject, text] of listed) if (text !== '' && !wanted.has(subject)) changes.push([subject, '']);
    const js = jetstream(nc);
    for (let from = 0; from < changes.length && !signal.aborted; from += AT_ONCE) {
      await Promise.all(changes.slice(from, from + AT_ONCE).map(([subject, text]) => js.publish(subject, text)));
    }
    for (const [subject, text] of changes) listed.set(subject, text);
    if (changes.length > 0)
      log.info({ instruments: wanted.size, changed: changes.length }, 'published the instruments');
  };
  try {
    await publishChanges();
  } catch (error) {
    stopping.abort();
    throw error;
  }
  const keeping = (async () => {
    while (!signal.aborted) {
      await pause(LOOK_EVERY_MS, signal);
      if (signal.aborted) return;
      await publishChanges().catch((error: unknown) => log.warn({ err: error }, 'cannot publish the instruments yet'));
    }
  })();
  stack.defer(() => keeping);
  stack.defer(() => stopping.abort());
  return stack.move();
}

/** How a message breaks the contract, if it does. */
function breach(subject: string, text: string): WireError | null {
  try {
    const { symbol } = decodeInstrument(text);
    return subject === instrumentSubject(symbol)
      ? null
      : new WireError('instrument.symbol', `must be that of ${subject}`);
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
}

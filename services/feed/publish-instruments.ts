import { jetstream } from '@nats-io/jetstream';
import { INSTRUMENTS_STREAM, instrumentSubject } from '@quotebridge/contracts/wire';
import type { Instrument } from '@quotebridge/contracts/wire';
import { readStream } from '@quotebridge/runtime';
import type { Logger, NatsConnection } from '@quotebridge/runtime';

/**
 * Makes the stream of instruments say what this feed quotes. One that it does not quote is withdrawn by an empty message.
 * Waits for the stream to exist.
 */
export async function publishInstruments(
  nc: NatsConnection,
  instruments: readonly Instrument[],
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const listed = await readListed(nc, log, signal);
  const js = jetstream(nc);
  const wanted = new Map(
    instruments.map((instrument) => [instrumentSubject(instrument.symbol), JSON.stringify(instrument)]),
  );
  const changes = [...wanted].filter(([subject, text]) => listed.get(subject) !== text);
  for (const [subject, text] of listed) if (text !== '' && !wanted.has(subject)) changes.push([subject, '']);
  for (let from = 0; from < changes.length && !signal.aborted; from += 256) {
    await Promise.all(changes.slice(from, from + 256).map(([subject, text]) => js.publish(subject, text)));
  }
  log.info({ instruments: wanted.size, changed: changes.length }, 'published the instruments');
}

async function readListed(nc: NatsConnection, log: Logger, signal: AbortSignal): Promise<Map<string, string>> {
  const read = new AbortController();
  const listed = new Map<string, string>();
  await readStream({
    nc,
    stream: INSTRUMENTS_STREAM,
    onMessage: (message) => listed.set(message.subject, message.string()),
    onSnapshot: () => read.abort(),
    onRestart: () => listed.clear(),
    log,
    signal: AbortSignal.any([signal, read.signal]),
  });
  return listed;
}

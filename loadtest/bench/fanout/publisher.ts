import { jetstream, jetstreamManager, StorageType } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import {
  encodeQuote,
  HEARTBEAT_SUBJECT,
  INSTRUMENT_SUBJECTS,
  INSTRUMENTS_STREAM,
  QUOTE_SUBJECTS,
  QUOTES_STREAM,
  quoteSubject,
} from '@quotebridge/contracts/wire';
import { now } from './clock.ts';
import { QUOTES_PER_SECOND, SYMBOLS, symbolAt } from './workload.ts';

/** A process of its own: publishes the load on a broker, by a schedule that never waits. */

const TICK_MS = 1;
const perSecond = Number(process.env['RATE'] ?? QUOTES_PER_SECOND);
const nc = await connect({ servers: process.env['NATS_URL'] ?? '' });
const { streams } = await jetstreamManager(nc);
await streams.add({
  name: QUOTES_STREAM,
  subjects: [QUOTE_SUBJECTS, HEARTBEAT_SUBJECT],
  storage: StorageType.Memory,
  max_msgs: 100_000,
});
await streams.add({ name: INSTRUMENTS_STREAM, subjects: [INSTRUMENT_SUBJECTS], storage: StorageType.Memory });

const seqs = new Map<string, number>();
const next = (index: number, published: number): [subject: string, text: string] => {
  const symbol = symbolAt(index);
  const seq = (seqs.get(symbol) ?? 0) + 1;
  seqs.set(symbol, seq);
  const bid = (100 + (seq % 1_000) / 100).toFixed(2);
  const ask = (100.01 + (seq % 1_000) / 100).toFixed(2);
  const quote = { symbol, seq, epoch: 1, time: published, published, bid, bidSize: 100, ask, askSize: 200, last: bid };
  return [quoteSubject(symbol), encodeQuote(quote)];
};

const js = jetstream(nc);
for (let index = 0; index < SYMBOLS; index += 1) await js.publish(...next(index, Math.round(now())));
process.send?.('ready');
process.once('message', () => {
  const started = now();
  let published = 0;
  setInterval(() => {
    for (const due = ((now() - started) / 1_000) * perSecond; published < due; published += 1) {
      // One digit of a fraction: what the receiver reads.
      const stamp = Math.round((started + (published / perSecond) * 1_000) * 10) / 10;
      nc.publish(...next(published, stamp));
    }
  }, TICK_MS);
});
process.once('disconnect', () => process.exit());

import { createInbox } from '@nats-io/transport-node';
import { connect } from '@nats-io/transport-node';
import { encodeQuote, quoteSubject } from '@quotebridge/contracts/wire';
import { now } from '../fanout/clock.ts';
import { SYMBOLS } from './load.ts';

/** A process of its own: publishes quotes to the stream without anything else, with a bounded number of outstanding acks, by a schedule. */

const IN_FLIGHT = 512;
const TICK_MS = 1;
const perSecond = Number(process.env['RATE']);
const nc = await connect({ servers: (process.env['NATS_URL'] ?? '').split(',') });
const seqs = new Uint32Array(SYMBOLS);
const started = now();
let published = 0;
let acked = 0;

const publishDue = () => {
  const due = ((now() - started) / 1_000) * perSecond;
  for (; published < due && published - acked < IN_FLIGHT; published += 1) {
    const at = Math.floor(started + (published / perSecond) * 1_000);
    const index = published % SYMBOLS;
    const symbol = `S${index}`;
    const seq = (seqs[index] = (seqs[index] ?? 0) + 1);
    const quote = {
      symbol,
      seq,
      epoch: 1,
      time: at,
      published: at,
      bid: '100.25',
      bidSize: 100,
      ask: '100.26',
      askSize: 200,
      last: '100.25',
    };
    nc.publish(quoteSubject(symbol), encodeQuote(quote), { reply: inbox });
  }
};
const inbox = createInbox();
nc.subscribe(inbox, {
  callback: () => {
    acked += 1;
    publishDue();
  },
});
setInterval(publishDue, TICK_MS);
process.once('disconnect', () => process.exit());

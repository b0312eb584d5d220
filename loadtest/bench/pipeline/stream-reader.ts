import { DeliverPolicy, jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { QUOTE_SUBJECTS, QUOTES_STREAM } from '@quotebridge/contracts/wire';
import { now } from '../fanout/clock.ts';
import { Ages } from '../../receiver/ages.ts';

/** A process of its own: a plain ordered consumer of the cloud's stream, which reads the scheduled time of every quote. */

const PUBLISHED = /"published":([\d.]+)/;
const nc = await connect({ servers: (process.env['NATS_URL'] ?? '').split(',') });
const consumer = await jetstream(nc).consumers.get(QUOTES_STREAM, {
  filter_subjects: QUOTE_SUBJECTS,
  deliver_policy: DeliverPolicy.New,
});
let ages = new Ages(0, Number.MAX_SAFE_INTEGER);
let newest = 0;
await consumer.consume({
  max_messages: 5_000,
  callback: (message) => {
    const published = Number(PUBLISHED.exec(message.string())?.[1]);
    newest = published;
    ages.record(published, now());
  },
});
process.send?.('ready');
process.on('message', (order) => {
  if (order === 'begin') ages = new Ages(0, Number.MAX_SAFE_INTEGER);
  else process.send?.({ ...ages.figures, behind: Math.max(0, now() - newest) });
});
process.once('disconnect', () => process.exit());

// On-prem: the origin stream, the cloud's durable consumer on it, and a feed.
import { setTimeout as pause } from 'node:timers/promises';
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const SECOND_NS = 1_000_000_000;

const nc = await connect({ servers: process.env.NATS_URL ?? '127.0.0.1:4222', maxReconnectAttempts: -1 });
const jsm = await jetstreamManager(nc);
await jsm.streams.add({ name: 'QUOTES', subjects: ['quotes.*'], max_bytes: 1024 ** 3 });

// The origin remembers how far the mirror has come, so the mirror resumes there after a cut.
await jsm.consumers.add('QUOTES', {
  durable_name: 'CLOUD',
  deliver_subject: 'mirror.QUOTES.cloud',
  deliver_policy: DeliverPolicy.All,
  ack_policy: AckPolicy.FlowControl,
  flow_control: true,
  idle_heartbeat: SECOND_NS,
});

// Continues from the last stored number: seq grows by exactly 1, across restarts.
const last = await jsm.streams.getMessage('QUOTES', { last_by_subj: 'quotes.AAPL' });
let seq = last?.json<{ seq: number }>().seq ?? 0;
const js = jetstream(nc);
for (let price = 150; ; price += Math.random() - 0.5) {
  seq += 1;
  const quote = { symbol: 'AAPL', seq, bid: price.toFixed(2), ask: (price + 0.01).toFixed(2), published: Date.now() };
  // Sent again until the stream has acknowledged it. The message id keeps a second copy out.
  for (let stored = false; !stored;) {
    stored = await js
      .publish('quotes.AAPL', JSON.stringify(quote), { msgID: `AAPL:${seq}` })
      .then(() => true)
      .catch(() => false);
  }
  await pause(100);
}

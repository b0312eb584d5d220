import { connectNats, createLogger } from '@quotebridge/runtime';
import type { NatsConnection } from '@quotebridge/runtime';
import { startBroker } from '@quotebridge/testkit';
import type { Broker } from '@quotebridge/testkit';
import { expect, it } from 'vitest';
import { restedReads } from './rested-reads.ts';

const LONG = { timeout: 30_000, interval: 20 };
const COUNT = 5_000;

const connect = (broker: Broker) =>
  connectNats({
    servers: [broker.url],
    user: 'reader',
    password: 'reader',
    name: 'test',
    log: createLogger('gateway', 'silent'),
  });

/** What is heard of a subject from now on, and when. */
async function listen(
  nc: NatsConnection,
  subject: string,
): Promise<{ readonly texts: string[]; readonly at: number[] }> {
  const texts: string[] = [];
  const at: number[] = [];
  nc.subscribe(subject, {
    callback: (_, message) => {
      texts.push(message.string());
      at.push(performance.now());
    },
  });
  await nc.flush();
  return { texts, at };
}

it('leaves what comes to the kernel for as long as it rests, and loses nothing', async () => {
  await using broker = await startBroker();
  const [reader, writer] = await Promise.all([connect(broker), connect(broker)]);
  const { texts, at } = await listen(reader, 'test');
  const sent = Array.from({ length: COUNT }, (_, index) => String(index));
  const rested = performance.now();
  restedReads(reader)(80);
  for (const text of sent) writer.publish('test', text);
  await expect.poll(() => texts.length, LONG).toBe(COUNT);
  expect(texts).toEqual(sent);
  // A timer counts from the loop's own time, which may lie a moment back.
  expect(Number(at[0]) - rested).toBeGreaterThan(75);
  await Promise.all([reader.close(), writer.close()]);
});

it('reads a connection on that was lost while it rested', async () => {
  await using broker = await startBroker();
  const reader = await connect(broker);
  const { texts } = await listen(reader, 'test');
  restedReads(reader)(100);
  await broker.stop();
  await broker.start();
  const writer = await connect(broker);
  await expect
    .poll(async () => {
      writer.publish('test', 'again');
      await writer.flush();
      return texts.length;
    }, LONG)
    .toBeGreaterThan(0);
  await Promise.all([reader.close(), writer.close()]);
});

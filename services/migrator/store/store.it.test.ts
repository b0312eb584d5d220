import { Kvm } from '@nats-io/kv';
import { connectTo, startBroker } from '@quotebridge/testkit';
import type { Broker } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newMigration } from '../core/migration.ts';
import { request } from '../core/testing.ts';
import { Bucket, ConflictError } from './bucket.ts';
import { LockedError } from './errors.ts';
import { acquireLock, lockHolder } from './lock.ts';
import { Records, REPORTS_KEPT } from './records.ts';

const PATIENCE_MS = 20_000;
const number = z.object({ n: z.number() });

describe('the state of a migration in its bucket', () => {
  let broker: Broker;
  const stack = new AsyncDisposableStack();

  /** As a tool opens it: each with a connection of its own. */
  async function open() {
    const nc = await connectTo(broker.url);
    stack.defer(() => nc.close());
    return { nc, records: await Records.open(nc, PATIENCE_MS) };
  }

  beforeAll(async () => {
    broker = await startBroker({ streams: false });
    stack.use(broker);
    const nc = await connectTo(broker.url);
    for (const name of ['MIGRATIONS', 'FRONT_DOOR']) await new Kvm(nc).create(name, { allow_direct: true });
    await nc.close();
  });
  afterAll(() => stack.disposeAsync());

  it('is written once for a revision: the slower of two processes is refused', async () => {
    const { nc } = await open();
    const bucket = await Bucket.open(nc, 'MIGRATIONS', PATIENCE_MS);
    expect(await bucket.read('test', number)).toEqual({ value: null, revision: 0 });
    const revision = await bucket.write('test', { n: 1 }, 0, number);
    await bucket.write('test', { n: 2 }, revision, number);
    await expect(bucket.write('test', { n: 3 }, revision, number)).rejects.toThrow(ConflictError);
    expect((await bucket.read('test', number)).value).toEqual({ n: 2 });
  });

  it('takes a write whose answer was lost as done', async () => {
    const { nc } = await open();
    const bucket = await Bucket.open(nc, 'MIGRATIONS', PATIENCE_MS);
    const revision = await bucket.write('lost', { n: 1 }, 0, number);
    expect(await bucket.write('lost', { n: 1 }, 0, number)).toBe(revision);
  });

  it('survives a broker that is away for a while', async () => {
    const { nc } = await open();
    const bucket = await Bucket.open(nc, 'MIGRATIONS', PATIENCE_MS);
    await broker.kill();
    const writing = bucket.write('away', { n: 1 }, 0, number);
    await broker.start();
    await writing;
    expect((await bucket.read('away', number)).value).toEqual({ n: 1 });
  });

  it('refuses what is no migration', async () => {
    const { nc, records } = await open();
    const kv = await new Kvm(nc).open('MIGRATIONS', { allow_direct: true });
    await kv.put('current', '{"number": 0}');
    await expect(records.current()).rejects.toThrow('current in MIGRATIONS is invalid');
    await kv.put('current', 'null');
  });

  it('has one operator at a time, and the second is refused with the name of the first', async () => {
    const [first, second] = [await open(), await open()];
    const lock = await acquireLock(first.records.migrations, 'ann', 'moving api to cloud', Date.now);
    const refused = acquireLock(second.records.migrations, 'bob', 'moving api to onprem', Date.now);
    await expect(refused).rejects.toThrow(LockedError);
    await expect(refused).rejects.toThrow('ann is moving api to cloud');
    expect(await lockHolder(second.records.migrations)).toMatchObject({ operator: 'ann' });
    await lock[Symbol.asyncDispose]();
    expect(await lockHolder(second.records.migrations)).toBeNull();
    await using _next = await acquireLock(second.records.migrations, 'bob', 'moving api to onprem', Date.now);
  });

  it('lets one of two operators have a free lock', async () => {
    const tools = [await open(), await open(), await open()];
    const results = await Promise.allSettled(
      tools.map(({ records }, index) => acquireLock(records.migrations, `operator ${index}`, 'trying', Date.now)),
    );
    const locks = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(locks).toHaveLength(1);
    for (const lock of locks) await lock[Symbol.asyncDispose]();
  });

  it('lets the next operator have the lock of a process that was killed, and stops that one if it lives after all', async () => {
    const [first, second] = [await open(), await open()];
    const lock = await acquireLock(first.records.migrations, 'ann', 'moving api to cloud', Date.now);
    // What takes the lock over from a process that hangs, and does not renew it.
    const { value, revision } = await second.records.migrations.read('lock', z.looseObject({}));
    await second.records.migrations.write('lock', { ...value, operator: 'bob' }, revision, z.looseObject({}));
    await expect.poll(() => lock.lost.aborted, { timeout: PATIENCE_MS }).toBe(true);
    expect(lock.lost.reason).toBeInstanceOf(LockedError);
    // Bob's process is gone as well: nobody renews.
    await using _next = await acquireLock(first.records.migrations, 'carol', 'resuming', Date.now);
    expect(await lockHolder(first.records.migrations)).toMatchObject({ operator: 'carol' });
  });

  it('keeps the last 20 reports', async () => {
    const { records } = await open();
    for (let n = 1; n <= REPORTS_KEPT + 3; n += 1) {
      await records.keep({ ...newMigration(n, request(), 'ann', n), status: 'done', ended: n });
    }
    const kept = (await records.reports()).map((report) => report.number);
    expect(kept).toEqual(Array.from({ length: REPORTS_KEPT }, (_, index) => REPORTS_KEPT + 3 - index));
  });
});

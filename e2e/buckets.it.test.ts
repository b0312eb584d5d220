import { jetstream } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { FRONT_DOOR_BUCKET, RELOCATE_SUBJECT, WEIGHTS_KEY } from '@quotebridge/contracts/wire';
import { startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const WAIT = { timeout: 30_000, interval: 50 };
/** What the front door promises is 1 s. */
const CHANGED = { timeout: 10_000, interval: 20 };
const MIGRATIONS = 'MIGRATIONS';

let topology: Topology;
beforeAll(async () => {
  topology = await startTopology({ symbols: 2, rate: 10 });
});
afterAll(() => topology[Symbol.asyncDispose]());

async function as<T>(site: string, user: string, act: (nc: NatsConnection) => Promise<T>): Promise<T> {
  const nc = await topology.connect(site, user);
  try {
    return await act(nc);
  } finally {
    await nc.close();
  }
}

function openBucket(nc: NatsConnection, name: string, apiPrefix = '$JS.API') {
  return new Kvm(jetstream(nc, { apiPrefix, timeout: 1_000 })).open(name, { allow_direct: true });
}

async function weights(): Promise<Record<string, number>> {
  const text = await (await fetch(`${topology.url}/metrics`)).text();
  return Object.fromEntries(
    [...text.matchAll(/^front_door_weight\{site="(\w+)",upstream="api".*\} (\d+)$/gm)].map(([, site, weight]) => [
      site,
      Number(weight),
    ]),
  );
}

describe('the bucket of weights', () => {
  it('is made by the bridge service of its site, and what the migrator writes there the front door acts upon', async () => {
    await expect.poll(weights, WAIT).toEqual({ cloud: 100, onprem: 0 });
    await as('cloud', 'migrator', async (nc) => {
      const bucket = await openBucket(nc, FRONT_DOOR_BUCKET);
      const revision = await bucket.put(WEIGHTS_KEY, JSON.stringify({ cloud: 90, onprem: 10 }));
      await expect.poll(weights, CHANGED).toEqual({ cloud: 90, onprem: 10 });
      await expect(bucket.update(WEIGHTS_KEY, '{}', revision + 1)).rejects.toThrow('wrong last sequence');
      await bucket.update(WEIGHTS_KEY, JSON.stringify({ cloud: 100, onprem: 0 }), revision);
      await expect.poll(weights, CHANGED).toEqual({ cloud: 100, onprem: 0 });
    });
  });

  it('is all that the front door can read, and it can write nothing', async () => {
    await as('cloud', 'migrator', async (nc) => {
      await (await openBucket(nc, FRONT_DOOR_BUCKET)).put(WEIGHTS_KEY, '{"cloud":100,"onprem":0}');
      await (await openBucket(nc, MIGRATIONS)).put('lock', 'mine');
    });
    await as('cloud', 'front-door', async (nc) => {
      for (const prefix of ['site.API', '$JS.API']) {
        const migrations = await openBucket(nc, MIGRATIONS, prefix);
        await expect(migrations.get('lock')).rejects.toThrow('Permissions Violation');
        await expect(migrations.put('lock', 'stolen')).rejects.toThrow('Permissions Violation');
        const own = await openBucket(nc, FRONT_DOOR_BUCKET, prefix);
        await expect(own.put(WEIGHTS_KEY, '{"cloud":0,"onprem":1}')).rejects.toThrow('Permissions Violation');
        await expect(own.history()).rejects.toThrow('Permissions Violation');
      }
      const own = await openBucket(nc, FRONT_DOOR_BUCKET, 'site.API');
      expect((await own.get(WEIGHTS_KEY))?.json()).toEqual({ cloud: 100, onprem: 0 });
    });
    await as('cloud', 'migrator', async (nc) => {
      expect((await (await openBucket(nc, MIGRATIONS)).get('lock'))?.string()).toBe('mine');
    });
  });

  it('lets the migrator list its keys and forget them, without a consumer', async () => {
    await as('cloud', 'migrator', async (nc) => {
      const bucket = await openBucket(nc, MIGRATIONS);
      for (const id of ['a', 'b']) await bucket.put(`report.${id}`, id);
      const { direct } = await jetstream(nc).jetstreamManager(false);
      const reports = async () => {
        const found = await direct.getLastMessagesFor(`KV_${MIGRATIONS}`, {
          multi_last: [`$KV.${MIGRATIONS}.report.*`],
        });
        const values: string[] = [];
        for await (const message of found) if (!message.header.has('KV-Operation')) values.push(message.string());
        return values.toSorted();
      };
      expect(await reports()).toEqual(['a', 'b']);
      await bucket.purge('report.a');
      expect(await reports()).toEqual(['b']);
      await expect(bucket.keys()).rejects.toThrow('Permissions Violation');
    });
  });
});

describe.each(['onprem', 'cloud'])('a request to move clients, %s', (site) => {
  it('reaches every gateway of the site, whose answers come back, and nobody but the migrator can make it', async () => {
    const instances = ['one', 'two'];
    await using stack = new AsyncDisposableStack();
    const received: string[] = [];
    for (const instance of instances) {
      const gateway = stack.adopt(await topology.connect(site, 'gateway'), (nc) => nc.close());
      gateway.subscribe(RELOCATE_SUBJECT, {
        callback: (_, message) => {
          received.push(message.string());
          message.respond(`here is ${instance}`);
        },
      });
      await gateway.flush();
    }
    for (const user of ['api', 'reader', 'bridge', 'gateway', ...(site === 'cloud' ? ['front-door'] : ['feed'])]) {
      await as(site, user, async (nc) => {
        nc.publish(RELOCATE_SUBJECT, user);
        await nc.flush();
      });
    }
    await as(site, 'migrator', async (nc) => {
      const answers = new Set<string>();
      for await (const answer of await nc.requestMany(RELOCATE_SUBJECT, 'migrator', {
        strategy: 'stall',
        stall: 500,
        maxWait: 5_000,
      })) {
        answers.add(answer.string());
      }
      expect([...answers].filter((answer) => answer.startsWith('here is')).toSorted()).toEqual([
        'here is one',
        'here is two',
      ]);
    });
    expect(received).toEqual(['migrator', 'migrator']);
  });
});

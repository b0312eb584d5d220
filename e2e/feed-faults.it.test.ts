import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { decodeFeedMessage, QUOTES_STREAM, quoteSubject } from '@quotebridge/contracts/wire';
import { openQuotes } from '@quotebridge/quote-reader';
import { createLogger } from '@quotebridge/service-kit';
import type { NatsConnection } from '@quotebridge/service-kit';
import { connectTo, freePort, SequenceAudit, startBroker } from '@quotebridge/testkit';
import type { Broker } from '@quotebridge/testkit';
import { expect, it, vi } from 'vitest';
import { startChild } from '../infra/local/child.ts';
import type { Child } from '../infra/local/child.ts';
import { WHOLE } from './expect-live.ts';

/** How often something breaks. `FEED_FAULTS=300 npm test -- --only integration feed-faults` takes a quarter of an hour. */
const FAULTS = Number(process.env['FEED_FAULTS'] ?? 7);
const TURN_MS = 60_000;
const WAIT = { timeout: TURN_MS, interval: 20 };
/** When the stream has grown by this many, the publishing feed has recovered: some batches. */
const ON = 500;
const SYMBOLS = 50;
/** No bridge service says more here. */
const AT_THE_ORIGIN = {
  role: 'origin',
  link: 'unknown',
  bridge: null,
  activity: null,
  observe: () => undefined,
} as const;
const MAIN = new URL('../services/feed/main.ts', import.meta.url).pathname;

/** A feed as a process. It publishes 2,000 quotes/s while it leads. */
class Feed implements AsyncDisposable {
  readonly #env: Readonly<Record<string, string>>;
  readonly #port: number;
  #child: Child | null = null;

  constructor(broker: Pick<Broker, 'url'>, port: number) {
    this.#port = port;
    this.#env = {
      SITE: 'onprem',
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'error',
      NATS_URL: broker.url,
      NATS_USER: 'feed',
      NATS_PASSWORD: 'none',
      FEED_SOURCE: 'simulated',
      FEED_SYMBOLS: String(SYMBOLS),
      FEED_RATE: '40',
    };
  }

  start(): void {
    this.#child = startChild({ entry: MAIN, flags: [], env: this.#env, onLine: () => undefined });
  }

  async kill(): Promise<void> {
    await this.#child?.kill();
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    process.kill(this.#child?.pid ?? Number.NaN, signal);
  }

  /** Whether it publishes. A feed that is hung or stands by does not. */
  async leads(): Promise<boolean> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/readyz`, { signal: AbortSignal.timeout(1_000) }).catch(
      () => null,
    );
    return answer?.status === 200;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}

/** What two feeds, of which one leads, publish to. */
interface Stage {
  readonly broker: Broker;
  readonly nc: NatsConnection;
  /** One that is quoted. */
  readonly symbol: () => string;
}

/** What a request to JetStream is answered with: it is stored where its sender wants, as long as that is a subject of the stream. */
const ANSWER = '{"type":"io.nats.jetstream.api.v1.stream_info_response","config":{"name":"INSTRUMENTS"}}';

const FAULTS_OF: readonly (readonly [name: string, act: (stage: Stage, leader: Feed, other: Feed) => Promise<void>])[] =
  [
    [
      'the feed is killed and starts again',
      async (_, leader) => {
        await leader.kill();
        leader.start();
      },
    ],
    [
      'the feed is killed and the other takes over',
      async (_, leader, other) => {
        await leader.kill();
        await vi.waitFor(async () => expect(await other.leads()).toBe(true), WAIT);
        leader.start();
      },
    ],
    [
      'the feed hangs, the other takes over, and it wakes up',
      async (_, leader, other) => {
        leader.signal('SIGSTOP');
        await vi.waitFor(async () => expect(await other.leads()).toBe(true), WAIT);
        leader.signal('SIGCONT');
      },
    ],
    [
      'a second feed starts while the first publishes',
      async (_, __, other) => {
        await other.kill();
        other.start();
      },
    ],
    [
      'the broker is killed in the middle of a batch',
      async ({ broker }) => {
        await broker.kill();
        await broker.start();
      },
    ],
    [
      'junk is stored in all places while the feed is killed',
      async ({ nc, symbol }, leader) => {
        await leader.kill();
        for (const subject of ['feed.claim', 'feed.heartbeat', quoteSubject(symbol())])
          await jetstream(nc).publish(subject, ANSWER);
        leader.start();
      },
    ],
    [
      'the broker is killed and so is the feed',
      async ({ broker }, leader) => {
        await Promise.all([broker.kill(), leader.kill()]);
        leader.start();
        await broker.start();
      },
    ],
  ];

const lastSeq = async (nc: NatsConnection) =>
  (await (await jetstreamManager(nc, { checkAPI: false })).streams.info(QUOTES_STREAM)).state.last_seq;

/** The whole stream: the sequence of each symbol, and whether an epoch came back after a greater one. */
async function audit(nc: NatsConnection) {
  const sequences = new SequenceAudit();
  let epoch = 0;
  let fromOlderEpochs = 0;
  const last = await lastSeq(nc);
  const consumer = await jetstream(nc).consumers.get(QUOTES_STREAM);
  for await (const message of await consumer.consume({ max_messages: 2_000 })) {
    if (message.string() !== ANSWER) {
      const read = decodeFeedMessage(message.subject, message.string(), message.time.getTime());
      if (read.kind === 'quote') sequences.record(read.quote.symbol, read.quote.seq);
      const its = read.kind === 'quote' ? read.quote.epoch : read.kind === 'claim' ? read.epoch : read.heartbeat.epoch;
      if (its < epoch) fromOlderEpochs += 1;
      epoch = Math.max(epoch, its);
    }
    if (message.seq >= last) break;
  }
  return { ...sequences.result, fromOlderEpochs };
}

it(
  `loses, duplicates and reorders nothing, whatever breaks, ${FAULTS} times`,
  async () => {
    await using stack = new AsyncDisposableStack();
    const broker = stack.use(await startBroker({ syncAlways: true }));
    const nc = await connectTo(broker.url);
    stack.defer(() => nc.close());
    const log = createLogger('test', 'silent');
    const quotes = stack.use(
      openQuotes({ nc, apiPrefix: '$JS.API', log, site: AT_THE_ORIGIN, core: true, onRefused: () => undefined }),
    );
    const feeds = [
      stack.use(new Feed(broker, await freePort())),
      stack.use(new Feed(broker, await freePort())),
    ] as const;
    for (const feed of feeds) feed.start();
    const stage: Stage = { broker, nc, symbol: () => [...quotes.entries.keys()][0]! };
    const leader = () =>
      vi.waitFor(async () => {
        const leads = await Promise.all(feeds.map((feed) => feed.leads()));
        const found = feeds.find((_, index) => leads[index]);
        if (found === undefined) throw new Error('no feed leads');
        return found;
      }, WAIT);
    const goesOn = async (from: number) =>
      vi.waitFor(async () => expect(await lastSeq(nc)).toBeGreaterThan(from + ON), WAIT);
    await goesOn(0);

    for (let turn = 0; turn < FAULTS; turn += 1) {
      const [name, act] = FAULTS_OF[turn % FAULTS_OF.length]!;
      const leading = await leader();
      const before = await lastSeq(nc);
      await act(stage, leading, feeds[0] === leading ? feeds[1] : feeds[0]);
      await goesOn(before).catch((cause: unknown) => {
        throw new Error(`turn ${turn}: ${name}: the stream did not go on`, { cause });
      });
    }

    await vi.waitFor(() => expect(quotes.freshness).toMatchObject({ stale: null, complete: true }), WAIT);
    await Promise.all(feeds.map((feed) => feed.kill()));
    expect(await audit(nc)).toMatchObject({ ...WHOLE, symbols: SYMBOLS, fromOlderEpochs: 0 });
    await vi.waitFor(() => expect(quotes.totals).toMatchObject({ lost: 0, missing: 0 }), WAIT);
  },
  FAULTS * TURN_MS,
);

import { setTimeout as delay } from 'node:timers/promises';
import type { ClientToServerEvents, GatewayStatus, ServerToClientEvents } from '@quotebridge/contracts/wire';
import { startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

const WAIT = { timeout: 60_000, interval: 50 };
const POLL_MS = 20;

/** What users see of the prices' state: `fresh` or the reason, and the link. */
type Seen = `${string} ${GatewayStatus['link']}`;

/** Every state that a service of the cloud said it was in, in order, each once until it changes. */
interface Journal extends AsyncDisposable {
  readonly states: Seen[];
}

function describeState({ stale, link }: Pick<GatewayStatus, 'stale' | 'link'>): Seen {
  return `${stale?.reason ?? 'fresh'} ${link}`;
}

function note(states: Seen[], state: Seen): void {
  if (states.at(-1) !== state) states.push(state);
}

function followGateway(url: string): Journal {
  const states: Seen[] = [];
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(url, {
    transports: ['websocket'],
    forceNew: true,
  });
  socket.on('status', (status) => note(states, describeState(status)));
  return {
    states,
    async [Symbol.asyncDispose]() {
      socket.disconnect();
    },
  };
}

function followApi(url: string): Journal {
  const states: Seen[] = [];
  const stopping = new AbortController();
  const following = (async () => {
    while (!stopping.signal.aborted) {
      const response = await fetch(`${url}/v1/status`);
      note(states, describeState((await response.json()) as GatewayStatus));
      await delay(POLL_MS);
    }
  })();
  return {
    states,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await following;
    },
  };
}

describe('the reason that is given', () => {
  let topology: Topology;
  let journals: Journal[];

  beforeAll(async () => {
    topology = await startTopology({ symbols: 5, rate: 10 });
  });
  afterAll(() => topology[Symbol.asyncDispose]());
  beforeEach(async () => {
    journals = [followGateway(topology.service('gateway').url), followApi(topology.service('api').url)];
    await all('fresh up');
    // The heartbeats prove that the link is up before the bridge service says so: then it has a round trip.
    await vi.waitUntil(async () => (await readStatus()).rtt !== null, WAIT);
    for (const { states } of journals) states.splice(0, states.length - 1);
  });
  afterEach(() => Promise.all(journals.map((journal) => journal[Symbol.asyncDispose]())));

  const readStatus = async () =>
    (await (await fetch(`${topology.service('api').url}/v1/status`)).json()) as { rtt: number | null };
  /** Waits until the gateway and the API are in a state. */
  const all = (state: Seen) =>
    vi.waitFor(() => expect(journals.map(({ states }) => states.at(-1))).toEqual([state, state]), WAIT);
  /** What both went through, as one line each. */
  const ways = () => journals.map(({ states }) => states.map((state) => `${state}, `).join(''));
  /** `?` marks a state that may be skipped. */
  const way = (...states: readonly string[]) =>
    new RegExp(
      `^${states.map((state) => (state.endsWith('?') ? `(${state.slice(0, -1)}, )?` : `${state}, `)).join('')}$`,
    );

  it('is the link from a cut until prices are fresh', async () => {
    topology.sites.cable.cut();
    await all('link down');
    await delay(10_000);
    topology.sites.cable.restore();
    await all('fresh up');
    const expected = way('fresh up', 'unknown up?', 'link down', 'link up?', 'fresh up');
    expect(ways()).toEqual([expect.stringMatching(expected), expect.stringMatching(expected)]);
  });

  it.each([1, 2, 3])('is the link at a short cut, time %d in a row', async () => {
    topology.sites.cable.cut();
    await all('link down');
    topology.sites.cable.restore();
    await all('fresh up');
    const expected = way('fresh up', 'unknown up?', 'link down', 'link up?', 'fresh up');
    expect(ways()).toEqual([expect.stringMatching(expected), expect.stringMatching(expected)]);
  });

  it('is the link while the broker of the other site hangs', async () => {
    const pid = topology.sites.at('onprem').brokers[0]?.pid;
    process.kill(pid!, 'SIGSTOP');
    try {
      await all('link down');
    } finally {
      process.kill(pid!, 'SIGCONT');
    }
    await all('fresh up');
    const expected = way('fresh up', 'unknown up?', 'link down', 'link up?', 'fresh up');
    expect(ways()).toEqual([expect.stringMatching(expected), expect.stringMatching(expected)]);
  });

  it('is the reader while the broker of the site hangs', async () => {
    const pid = topology.sites.at('cloud').brokers[0]?.pid;
    process.kill(pid!, 'SIGSTOP');
    try {
      await vi.waitFor(
        () => expect(journals.every(({ states }) => states.at(-1)?.startsWith('reader'))).toBe(true),
        WAIT,
      );
      await delay(8_000);
    } finally {
      process.kill(pid!, 'SIGCONT');
    }
    await all('fresh up');
    const expected = way(
      'fresh up',
      'fresh unknown?',
      'reader unknown',
      'reader up?',
      'reader down?',
      'link down?',
      'link up?',
      'reader up?',
      'fresh unknown?',
      'fresh up',
    );
    expect(ways()).toEqual([expect.stringMatching(expected), expect.stringMatching(expected)]);
  });

  it('is the feed while that hangs', async () => {
    const { pid } = topology.service('feed');
    process.kill(pid!, 'SIGSTOP');
    try {
      await all('feed up');
    } finally {
      process.kill(pid!, 'SIGCONT');
    }
    await all('fresh up');
    const expected = way('fresh up', 'unknown up?', 'feed up', 'fresh up');
    expect(ways()).toEqual([expect.stringMatching(expected), expect.stringMatching(expected)]);
  });

  it('is the feed when that is killed', async () => {
    await topology.service('feed').stop();
    await all('feed up');
    await topology.service('feed').restart();
    await all('fresh up');
    const expected = way('fresh up', 'unknown up?', 'feed up', 'fresh up');
    expect(ways()).toEqual([expect.stringMatching(expected), expect.stringMatching(expected)]);
  });
});

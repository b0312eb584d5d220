import { consoleStateSchema } from '@quotebridge/contracts';
import type { ConsoleState } from '@quotebridge/contracts/wire';
import { startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { EventSource } from 'eventsource';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

const WAIT = { timeout: 60_000, interval: 50 };

/** Every state that the console sends, in order. */
class Follower implements Disposable {
  readonly states: ConsoleState[] = [];
  readonly #source: EventSource;

  constructor(url: string) {
    this.#source = new EventSource(`${url}/console/v1/events`);
    this.#source.addEventListener('state', ({ data }) => this.states.push(JSON.parse(data)));
  }

  get last(): ConsoleState {
    const state = this.states.at(-1);
    if (state === undefined) throw new Error('no state yet');
    return state;
  }

  [Symbol.dispose](): void {
    this.#source.close();
  }
}

const growing = (numbers: readonly number[]) => numbers.every((n, index) => index === 0 || n >= numbers[index - 1]!);

describe('the console', () => {
  let topology: Topology;

  beforeAll(async () => {
    topology = await startTopology({ symbols: 5, rate: 40, console: true });
  });
  afterEach(() => topology.sites.cable.restore());
  afterAll(() => topology[Symbol.asyncDispose]());

  const state = async () => consoleStateSchema.parse(await (await fetch(`${topology.url}/console/v1/state`)).json());
  const untilThrough = () =>
    vi.waitFor(async () => {
      const { account, link, sites } = await state();
      expect(link).toMatchObject({ from: 'onprem', to: 'cloud', state: 'up', since: null, rtt: expect.any(Number) });
      expect(account).toMatchObject({ phase: 'through', held: 0, lost: 0 });
      expect(sites).toMatchObject([
        { site: 'onprem', role: 'origin', reachable: true },
        { site: 'cloud', role: 'mirror', reachable: true },
      ]);
      for (const { rate } of sites) expect(rate).toBeGreaterThan(50);
    }, WAIT);

  it('accounts for every quote in every state, and knows all services', async () => {
    await untilThrough();
    await vi.waitFor(async () => {
      const { services } = await state();
      expect(services.filter(({ ready }) => ready).map(({ name }) => name)).toEqual(
        expect.arrayContaining(['bridge-onprem', 'auditor-cloud', 'feed', 'api', 'gateway', 'front-door']),
      );
      // It can run there and does not: all traffic goes to the cloud.
      expect(services).toContainEqual(
        expect.objectContaining({ name: 'gateway-onprem', site: 'onprem', ready: false }),
      );
      expect(services).toContainEqual(expect.objectContaining({ name: 'gateway', ready: true, clients: 0 }));
    }, WAIT);
  });

  it('sees on-prem go on while the link is cut, holds what is published, and then lets it all arrive', async () => {
    await untilThrough();
    const before = (await state()).receipts.length;
    using follower = new Follower(topology.url);
    await vi.waitFor(() => expect(follower.last.account.phase).toBe('through'), WAIT);
    const cutAt = Date.now();
    topology.sites.cable.cut();
    await vi.waitFor(() => expect(follower.last.account.held).toBeGreaterThan(600), WAIT);
    const during = follower.last;
    expect(during.link).toMatchObject({ state: 'down', rtt: null });
    expect(during.link.since).toBeGreaterThan(cutAt - 1_000);
    expect(during.link.since).toBeLessThan(Date.now());
    expect(during.sites).toMatchObject([
      { site: 'onprem', reachable: true },
      { site: 'cloud', rate: 0 },
    ]);
    expect(during.sites[0]!.rate).toBeGreaterThan(0);

    topology.sites.cable.restore();
    await vi.waitFor(() => expect(follower.last.account.phase).toBe('through'), WAIT);
    await vi.waitFor(() => expect(follower.last.receipts).toHaveLength(before + 1), WAIT);

    for (const { account } of follower.states) {
      const { published, delivered, inFlight, held, lost } = account;
      expect(published).toBe(delivered! + inFlight! + held! + lost!);
    }
    // A short backlog may have arrived between two readings.
    const phases = follower.states.map(({ account }) => account.phase).filter((phase) => phase !== 'draining');
    expect(phases.filter((phase, index) => phase !== phases[index - 1])).toEqual(['through', 'held', 'through']);
    const held = follower.states.flatMap(({ account }) => (account.phase === 'held' ? [account.held!] : []));
    expect(held.length).toBeGreaterThan(4);
    // At the end of a cut it may shrink: the mirror moves before the link is known to be back.
    expect(growing(held.slice(0, -2))).toBe(true);
    expect(growing(follower.states.map(({ account }) => account.delivered!))).toBe(true);
    const [receipt] = follower.last.receipts;
    expect(receipt).toMatchObject({ number: before + 1, cause: 'link', lost: 0, duplicates: 0 });
    expect(receipt!.recovered).toBe(receipt!.held);
    expect(receipt!.held).toBeGreaterThan(600);
    const all = await (await fetch(`${topology.url}/console/v1/receipts`)).json();
    expect(all.receipts).toEqual(follower.last.receipts);
  });

  it('goes on without an auditor, and says that it does not know', async () => {
    await untilThrough();
    await topology.service('auditor-cloud').stop();
    await vi.waitFor(async () => {
      const { account, sites } = await state();
      expect(account).toMatchObject({ phase: 'unknown', published: null, held: null });
      expect(sites).toMatchObject([{ reachable: true }, { site: 'cloud', reachable: true, rate: null }]);
    }, WAIT);
    await topology.service('auditor-cloud').restart();
    await untilThrough();
  });

  it('describes itself in OpenAPI', async () => {
    const document = await (await fetch(`${topology.url}/console/openapi.json`)).json();
    expect(Object.keys(document.paths)).toEqual([
      '/console/v1/state',
      '/console/v1/events',
      '/console/v1/receipts',
      '/console/v1/processes',
      '/console/v1/link/{action}',
      '/console/v1/processes/{name}/{action}',
      '/console/v1/migration/stage/{stage}',
      '/console/v1/migration/{action}',
      '/console/v1/audit',
    ]);
    expect(document.paths['/console/v1/link/{action}'].post.security).toEqual([{ operator: [] }]);
  });

  it('is out of the way while it does not run', async () => {
    await topology.service('console').stop();
    const response = await fetch(`${topology.url}/console/v1/state`);
    expect([response.status, (await response.json()).detail]).toEqual([502, 'the console does not answer']);
    expect((await fetch(`${topology.url}/v1/status`)).status).toBe(200);
    await topology.service('console').restart();
    await untilThrough();
  });
});

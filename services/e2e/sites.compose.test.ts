import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBoard } from './browser/board-page.ts';
import { launchChromium } from './browser/chromium.ts';
import { isLive, isStaleFor, isWhole } from './browser/looks.ts';
import { composeProject, type ComposeProject, type ProjectContainer } from './compose-project.ts';
import { freePort } from '@quotebridge/testkit';
import { PORTS, reachFrom } from './reach.ts';

const WAIT = { timeout: 30_000, interval: 50 };
const CUT_MS = 10_000;
const CLEAN = { missing: 0, duplicates: 0, outOfOrder: 0, unexplained: 0, reconnects: 0 };

/** As the docs have it for either profile: the first is what .env says. The brokers are what the cable and the tests break. */
const PROFILES = [
  { profile: 'full', options: [], brokers: ['onprem-1', 'onprem-2', 'onprem-3'] },
  { profile: 'light', options: ['--profile', 'light'], brokers: ['onprem-light'] },
];
const PASSWORD = /p[0-9a-f]{36}/;

describe.each(PROFILES)('docker compose, profile $profile', ({ profile, options, brokers }) => {
  let project: ComposeProject;

  beforeAll(async () => {
    project = composeProject(`quotebridge-test-${profile}`, await freePort());
    // What a run left that was killed.
    await tearDown(project);
    // Not what an earlier one built.
    await project.npm('images');
    const begun = performance.now();
    await project.compose(...options, 'up', '--detach', '--wait');
    console.log(`profile ${profile}: up and ready after ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
  });
  afterAll(() => tearDown(project));

  it('is a definition that compose accepts', async () => {
    await expect(project.compose(...options, 'config', '--quiet')).resolves.toBe('');
  });

  it('takes traffic as soon as up --wait returns', async () => {
    expect((await fetch(`${project.url}/readyz`)).status).toBe(200);
  });

  it('says in its log where the board is', async () => {
    const log = await project.compose(...options, 'logs', '--no-log-prefix', 'front-door');
    expect(log).toContain(`the board is at http://localhost:${new URL(project.url).port}`);
  });

  it('shows the board, the cut of the WAN, and that nothing was lost when it is restored', async () => {
    await using browser = await launchChromium();
    await using board = await openBoard(browser, project.url);
    const seen = (is: (sighting: NonNullable<Awaited<ReturnType<typeof board.now>>>) => boolean) =>
      vi.waitFor(async () => expect(await board.now()).toSatisfy(is), WAIT);
    await seen(isLive);
    const cutAt = Date.now();
    await project.npm('compose:cut');
    await seen(isStaleFor(/link between the sites is down/));
    await delay(Math.max(0, cutAt + CUT_MS - Date.now()));
    const before = await board.seqs();
    await project.npm('compose:restore');
    await seen(isWhole);
    await vi.waitFor(async () => {
      const now = await board.seqs();
      for (const [symbol, seq] of before) expect(now.get(symbol)).toBeGreaterThan(seq);
    }, WAIT);
    expect(await board.totals()).toMatchObject(CLEAN);
    expect(board.faults).toEqual([]);
  });

  it('runs everything confined, within limits, and with no password in its environment', async () => {
    const containers = await project.containers();
    expect(containers.length).toBeGreaterThan(brokers.length * 2);
    for (const { service, inspected } of [...containers, await project.container('credentials')]) {
      const { Config, HostConfig } = inspected;
      const isOurs = ['api', 'bridge', 'feed', 'front-door', 'gateway'].some((name) => service.startsWith(name));
      expect({ service, user: Config.User }).toEqual({ service, user: isOurs ? 'node' : '' });
      expect({ service, ...HostConfig }).toMatchObject({
        service,
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        Memory: expect.toSatisfy((bytes: number) => bytes > 0 && bytes <= 512 * 1024 * 1024),
        PidsLimit: 256,
        LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
        RestartPolicy: { Name: service === 'credentials' ? 'no' : 'unless-stopped' },
      });
      expect({ service, cpus: HostConfig.NanoCpus }).not.toEqual({ service, cpus: 0 });
      expect({ service, secret: Config.Env.filter((variable) => PASSWORD.test(variable)) }).toEqual({
        service,
        secret: [],
      });
    }
  });

  it('keeps a broker off the WAN that is started during a cut, and puts back one that was down at the restore', async () => {
    const [broker = ''] = brokers;
    const onWan = async () => (await project.container(broker)).addresses.has('wan');
    const runs = async () => (await project.container(broker)).inspected.State.Running;
    await project.compose(...options, 'kill', broker);
    expect(await runs()).toBe(false);
    await project.npm('compose:cut');
    await project.compose(...options, 'start', broker);
    expect({ runs: await runs(), wan: await onWan() }).toEqual({ runs: true, wan: false });

    await project.compose(...options, 'kill', broker);
    await project.npm('compose:restore');
    await project.compose(...options, 'start', broker);
    expect({ runs: await runs(), wan: await onWan() }).toEqual({ runs: true, wan: true });
    await vi.waitFor(async () => expect((await fetch(`${project.url}/readyz`)).status).toBe(200), WAIT);
    await vi.waitFor(async () => expect(await linkOf(project)).toBe('up'), WAIT);
  });

  it('lets nothing but the leaf link pass between the sites, and the front door to APIs and gateways alone', async () => {
    const containers = await project.containers();
    const addresses = containers.flatMap((container) => [...container.addresses.values()]);
    const ways: Way[] = [];
    for (const from of containers) {
      const { open, listening } = await reachFrom(from.id, addresses);
      // Otherwise there would be a door that nobody has knocked at.
      expect({ service: from.service, unknown: listening.filter((port) => !PORTS.includes(port)) }).toEqual({
        service: from.service,
        unknown: [],
      });
      expect({ service: from.service, listening }).not.toEqual({ service: from.service, listening: [] });
      for (const door of open) {
        const to = containers.find((container) => [...container.addresses.values()].includes(door.address));
        const [network] = [...(to?.addresses ?? [])].find(([, address]) => address === door.address) ?? [];
        if (to !== undefined && to !== from) ways.push({ from, to, network: network ?? '', port: door.port });
      }
    }
    const between = (from: string, to: string) =>
      ways.filter((way) => placeOf(way.from) === from && placeOf(way.to) === to);

    // The same probe finds what is open within a site: it is no wonder of a probe that finds nothing.
    expect(new Set(between('onprem', 'onprem').map(doorOf))).toContain('onprem:4222');
    expect(new Set(between('cloud', 'cloud').map(doorOf))).toContain('cloud:4222');

    const outwards = between('onprem', 'cloud');
    expect(new Set(outwards.map(doorOf))).toEqual(new Set(['wan:7422']));
    expect(new Set(outwards.map((way) => way.from.service))).toEqual(new Set(brokersIn(containers, 'onprem')));
    expect(between('cloud', 'onprem').map(describeWay)).toEqual([]);

    expect(new Set(between('public', 'cloud').map((way) => `${way.to.service} ${doorOf(way)}`))).toEqual(
      new Set(['api public:8080', 'gateway public:8080']),
    );
    expect(between('public', 'onprem').map(describeWay)).toEqual([]);
    expect(between('onprem', 'public').map(describeWay)).toEqual([]);
  });

  it('lets only the feed write into the streams, and no user change them', async () => {
    await project.compose(...options, 'stop', 'feed');
    for (const site of ['onprem', 'cloud'] as const) {
      const [broker = ''] = brokersIn(await project.containers(), site);
      const passwords = await project.compose(
        ...options,
        'exec',
        '--no-TTY',
        broker,
        'cat',
        '/run/credentials/brokers.env',
      );
      const { id } = await project.container(broker);
      const attacked = JSON.parse(await project.within(id, 'attack-site.ts', [site], passwords)) as Attacked;
      expect(attacked.users).toEqual(expect.arrayContaining(['api', 'gateway', 'reader', 'bridge']));
      expect(attacked.before[0]?.messages).toBeGreaterThan(0);
      expect(attacked.after).toEqual(attacked.before);
    }
    await project.compose(...options, 'up', '--detach', '--wait', 'feed');
  });

  it('ends cleanly when it is stopped', async () => {
    const running = await project.containers();
    await project.compose(...options, 'stop');
    const codes = await Promise.all(
      running.map(async ({ service }) => [service, (await project.container(service)).inspected.State.ExitCode]),
    );
    expect(Object.fromEntries(codes)).toEqual(Object.fromEntries(running.map(({ service }) => [service, 0])));
  });

  it('leaves nothing behind after down --volumes', async () => {
    expect((await project.leftovers()).length).toBeGreaterThan(0);
    await tearDown(project);
    expect(await project.leftovers()).toEqual([]);
  });
});

async function linkOf(project: ComposeProject): Promise<string> {
  const { link } = (await (await fetch(`${project.url}/v1/status`)).json()) as { link: string };
  return link;
}

/** As the docs have it, whichever profile runs. */
async function tearDown(project: ComposeProject): Promise<void> {
  await project.compose('--profile', '*', 'down', '--volumes');
}

/** What `attack-site.ts` prints. */
interface Attacked {
  readonly users: readonly string[];
  readonly before: readonly { readonly messages: number }[];
  readonly after: readonly { readonly messages: number }[];
}

interface Way {
  readonly from: ProjectContainer;
  readonly to: ProjectContainer;
  readonly network: string;
  readonly port: number;
}

/** The site that a container stands in, by the network of a site that it is on; the front door is on none. */
function placeOf({ addresses }: ProjectContainer): string {
  return ['onprem', 'cloud'].find((site) => addresses.has(site)) ?? 'public';
}

function brokersIn(containers: readonly ProjectContainer[], site: string): string[] {
  return containers
    .filter((container) => placeOf(container) === site && container.addresses.has('wan'))
    .map(({ service }) => service);
}

function doorOf({ network, port }: Way): string {
  return `${network}:${port}`;
}

function describeWay(way: Way): string {
  return `${way.from.service} → ${way.to.service} ${doorOf(way)}`;
}

import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Kvm } from '@nats-io/kv';
import { connect } from '@nats-io/transport-node';
import { FRONT_DOOR_BUCKET, PUBLIC_SERVICES, WEIGHTS_KEY } from '@quotebridge/contracts/wire';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBoard } from './browser/board-page.ts';
import { composeDriver } from '../infra/drivers/compose.ts';
import { launchChromium } from './browser/chromium.ts';
import { isLive, isStaleFor, isWhole } from './browser/looks.ts';
import { expectStage, movesText, walkStages, type Stage } from './migration-stages.ts';
import { readyInstances } from './migration-state.ts';
import { PATIENT, runTool } from './migration-tool.ts';
import { startTraffic } from './migration-traffic.ts';
import { composeProject, type ComposeProject, type ProjectContainer } from './compose-project.ts';
import { freePort } from '@quotebridge/testkit';
import { PORTS, reachFrom } from './reach.ts';

const WAIT = { timeout: 30_000, interval: 50 };
const CUT_MS = 10_000;
const MIGRATIONS_MS = 600_000;
const ROOT = resolve(import.meta.dirname, '..');
const CLEAN = { missing: 0, duplicates: 0, outOfOrder: 0, unexplained: 0, reconnects: 0 };

/** As the docs have it for either profile: the first is what .env says. The brokers are what the cable and the tests break. */
const PROFILES: readonly Profile[] = [
  { profile: 'full', options: [], brokers: ['onprem-1', 'onprem-2', 'onprem-3'], stages: [2, 1, 0, 2] },
  { profile: 'light', options: ['--profile', 'light'], brokers: ['onprem-light'], stages: [2, 0, 2] },
];
interface Profile {
  readonly profile: 'full' | 'light';
  readonly options: readonly string[];
  readonly brokers: readonly string[];
  /** Those that the migration passes. */
  readonly stages: readonly Stage[];
}
const PASSWORD = /p[0-9a-f]{36}/;

describe.each(PROFILES)('docker compose, profile $profile', ({ profile, options, brokers, stages }) => {
  let project: ComposeProject;

  beforeAll(async () => {
    project = composeProject(`quotebridge-test-${profile}`, await freePort());
    // What a run left that was killed.
    await tearDown(project);
    // Not what an earlier one built.
    await project.npm('images');
    await refusesATakenPort(project);
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

  it('runs API and gateway on-prem as well, moves traffic there, and stops them again', async () => {
    const driver = composeDriver({ folder: ROOT, project: project.name });
    await using stack = new AsyncDisposableStack();
    stack.use(driver);
    const { signal } = new AbortController();
    const states = async () => {
      const state = async (site: string, service: string) => {
        const { wanted, ready } = await driver.instances(site, service);
        return `${site} ${service} ${ready}/${wanted}`;
      };
      return Promise.all(['onprem', 'cloud'].flatMap((site) => PUBLIC_SERVICES.map((name) => state(site, name))));
    };
    const servedBy = async () => {
      const response = await fetch(`${project.url}/v1/status`);
      return ((await response.json()) as { site: string }).site;
    };
    const before = ['onprem api 0/0', 'onprem gateway 0/0', 'cloud api 1/1', 'cloud gateway 1/1'];
    expect(await states()).toEqual(before);
    expect(await servedBy()).toBe('cloud');
    await driver.scale('onprem', 'api', 1, signal);
    await driver.scale('onprem', 'gateway', 2, signal);
    expect(await states()).toEqual(['onprem api 1/1', 'onprem gateway 2/2', 'cloud api 1/1', 'cloud gateway 1/1']);
    const urls = await driver.urls('onprem', 'gateway');
    expect(await Promise.all(urls.map(async (url) => (await fetch(`${url}/readyz`)).status))).toEqual([200, 200]);

    const { servers, user, password } = await driver.brokers('cloud');
    const nc = stack.adopt(
      await connect({ servers, user, pass: password, inboxPrefix: `_INBOX_${user}`, ignoreClusterUpdates: true }),
      (connection) => connection.close(),
    );
    const bucket = await new Kvm(nc).open(FRONT_DOOR_BUCKET, { allow_direct: true });
    await bucket.put(WEIGHTS_KEY, JSON.stringify({ cloud: 0, onprem: 100 }));
    await expect.poll(servedBy, WAIT).toBe('onprem');
    await bucket.put(WEIGHTS_KEY, JSON.stringify({ cloud: 100, onprem: 0 }));
    await expect.poll(servedBy, WAIT).toBe('cloud');

    await driver.scale('onprem', 'gateway', 0, signal);
    await driver.scale('onprem', 'api', 0, signal);
    expect(await states()).toEqual(before);
    await stack.disposeAsync();
    expect(await project.relays()).toEqual([]);
  });

  it(
    'migrates API and gateway to on-prem and back under traffic, and loses nothing',
    { timeout: MIGRATIONS_MS },
    async () => {
      await using driver = composeDriver({ folder: ROOT, project: project.name });
      const reports = await mkdtemp(join(tmpdir(), 'quotebridge-reports-'));
      const chosen = ['--way', 'compose', '--name', project.name, '--data', reports, ...PATIENT];
      const moves = await walkStages(
        { url: project.url, migrate: (...args) => runTool(chosen, args), instances: () => readyInstances(driver) },
        { stages, again: { run: () => project.compose(...options, 'up', '--detach', '--wait'), leadsTo: 1 } },
      );
      console.log(`profile ${profile}, stages ${stages.join(', ')}: ${movesText(moves)}`);
      expect(await readdir(join(reports, 'migrations'))).toHaveLength(2 * moves.length);
      await rm(reports, { recursive: true });
      expect(await project.relays()).toEqual([]);
    },
  );

  it(
    'rolls back on Ctrl-C, which reaches everything that the tool has started, and loses nothing',
    { timeout: MIGRATIONS_MS },
    async () => {
      await using driver = composeDriver({ folder: ROOT, project: project.name });
      await using traffic = await startTraffic(project.url);
      const demo = { url: project.url, instances: () => readyInstances(driver) };
      const reports = await mkdtemp(join(tmpdir(), 'quotebridge-reports-'));
      const chosen = ['--way', 'compose', '--name', project.name, '--data', reports, '--json', '--hold', '60s'];
      const tool = runTool(chosen, ['api,gateway', '--to', 'onprem', '--canary', '50,100']);
      await tool.seen(({ event, step }) => event === 'step' && step === 'hold-50');
      tool.kill('SIGINT');
      expect(await tool.ended).toMatchObject({ code: 3, error: '' });
      expect(tool.events.at(-1)).toMatchObject({ status: 'rolled-back', reason: 'interrupted by the operator' });
      await expectStage(demo, 2);
      await traffic.flows();
      await traffic.expectNothingWrong();
      expect({ failures: traffic.failures, lost: traffic.lost }).toEqual({ failures: [], lost: 0 });
      await rm(reports, { recursive: true });
      expect(await project.relays()).toEqual([]);
    },
  );

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
    const details = async () => {
      const response = await fetch(`${project.url}/v1/instruments/AAPL/details`);
      return { status: response.status, ...((await response.json()) as { stale?: boolean }) };
    };
    await expect.poll(details, WAIT).toMatchObject({ status: 200, stale: false, source: 'demo' });
    const cutAt = Date.now();
    await project.npm('compose:cut');
    await seen(isStaleFor(/link between the sites is down/));
    await delay(Math.max(0, cutAt + CUT_MS - Date.now()));
    const before = await board.seqs();
    expect(await details()).toMatchObject({ status: 200, stale: true });
    await project.npm('compose:restore');
    await seen(isWhole);
    await expect.poll(details, WAIT).toMatchObject({ status: 200, stale: false });
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
    const oneShots = ['credentials', profile === 'full' ? 'take-down-light-first' : 'take-down-full-first'];
    const ended = await Promise.all(oneShots.map((service) => project.container(service)));
    for (const { service, inspected } of [...containers, ...ended]) {
      const { Config, HostConfig } = inspected;
      const isOurs = ['api', 'auditor', 'bridge', 'feed', 'front-door', 'gateway', 'refdata', 'venue'].some((name) =>
        service.startsWith(name),
      );
      expect({ service, user: Config.User }).toEqual({ service, user: isOurs ? 'node' : '' });
      expect({ service, ...HostConfig }).toMatchObject({
        service,
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        Memory: expect.toSatisfy((bytes: number) => bytes > 0 && bytes <= 512 * 1024 * 1024),
        PidsLimit: 256,
        LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
        RestartPolicy: { Name: ended.some((one) => one.service === service) ? 'no' : 'unless-stopped' },
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

    const inwards = Map.groupBy(between('public', 'cloud'), ({ network }) => network);
    expect([...inwards.keys()].toSorted()).toEqual(['cloud', 'public']);
    expect(new Set(inwards.get('public')?.map((way) => `${way.to.service} ${doorOf(way)}`))).toEqual(
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

  it('refuses the other profile, names the command that stops this one, and keeps running', async () => {
    const other = profile === 'full' ? 'light' : 'full';
    const before = (await project.containers()).map(({ id }) => id).toSorted();
    await expect(project.compose('--profile', other, 'up', '--detach')).rejects.toThrow(`take-down-${profile}-first`);
    const log = await project.compose('--profile', other, 'logs', '--no-log-prefix', `take-down-${profile}-first`);
    expect(log).toContain("Take it down first: docker compose --profile '*' down");
    await expect(project.npm('compose:up', '--', '--profile', other)).rejects.toThrow(`The profile ${profile} runs`);
    // Also where the guard is passed by.
    const broker = other === 'light' ? 'cloud-light' : 'cloud-1';
    await project.compose('--profile', other, 'up', '--detach', '--no-deps', broker);
    await vi.waitFor(async () => {
      expect(await project.compose('--profile', other, 'logs', '--no-log-prefix', broker)).toContain(
        'Take it down first',
      );
    }, WAIT);
    await project.compose('--profile', other, 'rm', '--stop', '--force', broker);
    expect((await project.containers()).map(({ id }) => id).toSorted()).toEqual(before);
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

/** Where the front door's port is taken, no broker and no service is started; `npm run compose:up` creates nothing. */
async function refusesATakenPort(project: ComposeProject): Promise<void> {
  const { port } = new URL(project.url);
  const taken = createServer().listen(Number(port), '127.0.0.1');
  await once(taken, 'listening');
  try {
    await expect(project.npm('compose:up')).rejects.toThrow(`port ${port}, needed for the board, is taken by process`);
    expect(await project.leftovers()).toEqual([]);
    await expect(project.compose('up', '--detach')).rejects.toThrow(/already (in use|allocated)/);
    const started = await project.containers();
    const isOneShot = (service: string) => service === 'credentials' || service.startsWith('take-down-');
    expect(started.map(({ service }) => service).filter((service) => !isOneShot(service))).toEqual([]);
  } finally {
    taken.close();
    await tearDown(project);
  }
}

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

/** The site that a container stands in, by the network of a site that it is on. The front door stands in none, though it is on the cloud's for the weights. */
function placeOf({ addresses, service }: ProjectContainer): string {
  if (service === 'front-door') return 'public';
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

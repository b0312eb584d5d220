import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startTopology, watchQuotes } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startMigrationDemo } from '../e2e/migration-demo.ts';
import type { MigrationDemo } from '../e2e/migration-demo.ts';
import { QUICK } from '../e2e/migration-tool.ts';
import { buildBoard } from '../infra/tools/board-build.ts';
import { serveControl } from '../infra/local/control.ts';
import type { Controlled } from '../infra/local/control.ts';

const ROOT = resolve(import.meta.dirname, '..');
/** Enough that what a client leaves unread fills its buffers soon. */
const SYMBOLS = 100;
/** The exit code of a run in which k6 itself was late. */
const INVALID = 2;
const COULD_NOT_RUN = 3;
const ATTEMPTS = 3;
/** That of the board itself needs Chromium, which `npm test` looks for. */
const SCENARIOS = ['01 smoke', '02 api', '03 fanout', '04 hybrid', '05 reconnect-storm', '06 slow-clients'];
const hasChromium = process.env['CHROMIUM'] !== undefined;

let topology: Topology;
let data: string;
let control: AsyncDisposable;

/** The scenarios of `npm run load` in short form, against both sites on this machine. */
describe('npm run load', () => {
  beforeAll(async () => {
    await buildBoard(ROOT, AbortSignal.timeout(60_000));
    data = await mkdtemp(join(tmpdir(), 'quotebridge-load-'));
    topology = await startTopology({ symbols: SYMBOLS, rate: 5 });
    control = await serveControl(data, controlled());
    await isWell();
  });
  afterAll(async () => {
    await control[Symbol.asyncDispose]();
    await topology[Symbol.asyncDispose]();
    await rm(data, { recursive: true, force: true });
  });

  it.each(SCENARIOS)('keeps the objectives of %s, and leaves a report', keeps);

  it.runIf(hasChromium)(
    'keeps the objectives of 08 browser, or says that there was no room for a browser',
    async () => {
      const report = join(data, '08');
      const { exitCode } = await untilValid(() => load('08', '--short', '--report', report));
      const verdict = await readFile(join(report, 'verdict.md'), 'utf8');
      expect(verdict).toContain('| pages count==1 | 1 | kept |');
      expect(verdict).toMatch(/\| browser \| \d+\.\d+ \|/);
      if (exitCode === INVALID) expect(verdict).toContain('of a core to itself, and needs one');
      else expect(verdict).toContain('# 08 browser: passed');
      await hasReports(report);
    },
  );

  it('fails when an objective is broken', async () => {
    const folder = join(data, 'without-a-gateway');
    await mkdir(folder);
    const gateway = topology.service('gateway');
    const { name, service, site, pid, url, isWanted } = gateway;
    const ends = { ready: () => gateway.ready(), stop: () => gateway.stop(), restart: () => gateway.stop() };
    const gone = { name, service, site, pid, url, isWanted, ...ends };
    await using _control = await serveControl(folder, {
      ...controlled(),
      services: () => [gone, topology.service('front-door')],
    });
    const report = join(folder, 'report');
    try {
      const { exitCode, all } = await load('05', '--short', '--report', report, '--data', folder);
      expect(all).toMatch(/moments\{moment:fresh\} count==\d+ \| 0 \| BROKEN/);
      expect(exitCode).toBe(1);
      expect(await readFile(join(report, 'verdict.md'), 'utf8')).toContain('# 05 reconnect-storm: failed');
    } finally {
      await gateway.restart();
      await isWell();
    }
  });

  it('measures nothing at an unhealthy system', async () => {
    const report = join(data, 'unwell');
    await topology.service('api').stop();
    try {
      const { exitCode, all } = await load('01', '--report', report);
      expect(exitCode).toBe(COULD_NOT_RUN);
      expect(all).toContain('/v1/status answers 503');
    } finally {
      await topology.service('api').restart();
      await isWell();
    }
  });

  it('says which scenarios there are', async () => {
    const { exitCode, all } = await load('99');
    expect(exitCode).toBe(COULD_NOT_RUN);
    expect(all).toContain('there is no scenario 99; there are: 01 smoke');
  });
});

/** Four migrations take a minute on an idle machine, and an invalid run is repeated. */
const MIGRATIONS_WITHIN_MS = 900_000;

describe('npm run load -- 10', () => {
  let demo: MigrationDemo;
  let folder: string;

  beforeAll(async () => {
    demo = await startMigrationDemo({ stage: 0 });
    folder = await mkdtemp(join(tmpdir(), 'quotebridge-load-'));
  });
  afterAll(async () => {
    await demo[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it(
    'moves clients and requests to the cloud and back: none fails, no quote is missing, repeated or out of order',
    async () => {
      const report = join(folder, 'migration');
      const { exitCode, all } = await untilValid(() => migrationLoad(report));
      expect({ exitCode, why: /^Why: .+$/m.exec(all)?.[0] }).toEqual({ exitCode: 0, why: undefined });
      const { metrics } = JSON.parse(await readFile(join(report, 'summary.json'), 'utf8')) as {
        metrics: Record<string, { values: Record<string, number> }>;
      };
      // Of 30 clients 8 are plain, and each moves twice.
      expect(metrics['clients_relocated']?.values['count']).toBe(44);
      expect(metrics['clients_closed']?.values['count']).toBe(16);
      expect(metrics['moved_there_and_back']?.values).toMatchObject({ rate: 1, passes: 30 });
      for (const site of ['onprem', 'cloud'])
        expect(metrics[`served{site:${site},what:request}`]?.values['count']).toBeGreaterThan(0);
      for (const name of ['quotes_missing', 'quotes_duplicates', 'quotes_out_of_order', 'connections_lost'])
        expect([name, metrics[name]?.values['count']]).toEqual([name, 0]);
      expect(metrics['http_req_failed{scenario:requests}']?.values).toMatchObject({ rate: 0, passes: 0 });
      expect(await readFile(join(report, 'verdict.md'), 'utf8')).toContain('# 10 migration: passed');
      await hasReports(report);
    },
    MIGRATIONS_WITHIN_MS,
  );

  it('starts with API and gateways on-prem only', async () => {
    expect((await demo.migrate('api', '--to', 'cloud', '--canary', '100', ...QUICK).ended).code).toBe(0);
    const { exitCode, all } = await migrationLoad(join(folder, 'elsewhere'));
    expect(exitCode).toBe(COULD_NOT_RUN);
    expect(all).toContain('is served by cloud, and a migration begins on-prem');
  });

  async function migrationLoad(report: string) {
    return loadAt(demo, '10', '--short', '--report', report);
  }
});

async function keeps(title: string): Promise<void> {
  const [number = ''] = title.split(' ');
  const report = join(data, number);
  const { exitCode, all } = await untilValid(() => load(number, '--short', '--report', report));
  expect({ exitCode, why: /^Why: .+$/m.exec(all)?.[0] }).toEqual({ exitCode: 0, why: undefined });
  expect(await readFile(join(report, 'verdict.md'), 'utf8')).toContain(`# ${title}: passed`);
  await hasReports(report);
}

async function hasReports(folder: string): Promise<void> {
  for (const file of ['report.html', 'summary.json', 'receiver.json']) {
    expect((await stat(join(folder, file))).size).toBeGreaterThan(0);
  }
}

function controlled(): Controlled {
  const { cable, all } = topology.sites;
  const services = (['gateway', 'api', 'feed', 'front-door'] as const).map((name) => topology.service(name));
  const brokerUrls = Object.fromEntries(all.map(({ site, urls }) => [site, urls]));
  return { cable, brokers: all.flatMap(({ brokers }) => brokers), brokerUrls, services: () => services };
}

/** Repeats an invalid run, in which k6 was late or its browser had no free core, a limited number of times. */
async function untilValid(run: () => ReturnType<typeof load>) {
  for (let attempt = 1; ; attempt += 1) {
    const { exitCode, all } = await run();
    console.log(all);
    if (exitCode !== INVALID || attempt === ATTEMPTS) return { exitCode, all };
  }
}

/** Prices are fresh and whole, and the API lists them: `npm run load` measures nothing before. */
async function isWell(): Promise<void> {
  using watcher = watchQuotes(topology.url);
  const look = () => {
    const { status } = watcher;
    if (status?.stale !== null || !status.complete) throw new Error('prices are not fresh yet');
  };
  await vi.waitFor(look, { timeout: 30_000 });
  const listed = async () => {
    const { instruments } = (await (await fetch(`${topology.url}/v1/instruments`)).json()) as { instruments: object[] };
    expect(instruments).toHaveLength(SYMBOLS);
  };
  await vi.waitFor(listed, { timeout: 10_000 });
}

async function load(...args: readonly string[]) {
  return loadAt({ url: topology.url, data }, ...args);
}

async function loadAt(at: { readonly url: string; readonly data: string }, ...args: readonly string[]) {
  const main = join(ROOT, 'loadtest/runner/main.ts');
  return execa(process.execPath, [main, '--url', at.url, '--data', at.data, ...args], { reject: false, all: true });
}

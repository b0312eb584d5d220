import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBoard } from './browser/board-page.ts';
import { launchChromium } from './browser/chromium.ts';
import { isLive, isStaleFor, isWhole } from './browser/looks.ts';
import { composeProject, type ComposeProject, type ProjectContainer } from './compose-project.ts';
import { freePort } from './free-port.ts';
import { openFrom } from './reach.ts';

const WAIT = { timeout: 30_000, interval: 50 };
const CUT_MS = 10_000;
const CLEAN = { missing: 0, repeated: 0, outOfOrder: 0, unexplained: 0, reconnects: 0 };

describe.each(['full', 'light'])('docker compose, profile %s', (profile) => {
  let project: ComposeProject;
  let browser: Browser;

  beforeAll(async () => {
    project = composeProject(`quotebridge-test-${profile}`, await freePort());
    browser = await launchChromium();
    const begun = performance.now();
    await project.compose('--profile', profile, 'up', '--detach', '--wait');
    console.log(`profile ${profile}: up and ready after ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
  });
  afterAll(async () => {
    await browser.close();
    await project.compose('--profile', profile, 'down', '--volumes');
  });

  it('is a definition that compose accepts', async () => {
    await expect(project.compose('--profile', profile, 'config', '--quiet')).resolves.toBe('');
  });

  it('takes traffic as soon as up --wait returns', async () => {
    expect((await fetch(`${project.url}/readyz`)).status).toBe(200);
  });

  it('shows the board, the cut of the WAN, and that nothing was lost when it is back', async () => {
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

  it('lets nothing but the leaf link pass between the sites, and the front door to APIs and gateways alone', async () => {
    const containers = await project.containers();
    const addresses = containers.flatMap((container) => [...container.addresses.values()]);
    const ways: Way[] = [];
    for (const from of containers) {
      for (const door of await openFrom(from.id, addresses)) {
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

  it('leaves nothing behind after down --volumes', async () => {
    expect((await project.leftovers()).length).toBeGreaterThan(0);
    await project.compose('--profile', profile, 'down', '--volumes');
    expect(await project.leftovers()).toEqual([]);
  });
});

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

import { expect } from 'vitest';
import { activeWeights, ALL_CLOUD, ALL_ONPREM, instancesText } from './migration-state.ts';
import { QUICK } from './migration-tool.ts';
import type { MigrationEvent, Tool } from './migration-tool.ts';
import { startTraffic } from './migration-traffic.ts';
import type { Traffic } from './migration-traffic.ts';

export type Stage = 0 | 1 | 2;

/** A demo that runs in any way, and the tool that moves its services. */
export interface Movable {
  readonly url: string;
  /** `npm run migrate -- …` */
  migrate(...args: readonly string[]): Tool;
  /** As `readyInstances` answers. */
  instances(): Promise<string>;
}

const MOVE = 'api,gateway';
const ONCE = ['--canary', '50,100'];
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  '0 → 1': ['--to', 'cloud', '--canary', '0'],
  '1 → 2': ['--to', 'cloud', '--canary', '10,50,100'],
  '0 → 2': ['--to', 'cloud', ...ONCE],
  '2 → 1': ['--to', 'onprem', ...ONCE, '--keep-source'],
  '1 → 0': ['--to', 'onprem', '--canary', '10,100'],
  '2 → 0': ['--to', 'onprem', ...ONCE],
};

/** What the tool printed last, of which these are compared. */
export interface Ended extends MigrationEvent {
  readonly requests: Readonly<Record<string, { readonly served: number; readonly failed: number }>>;
  readonly clients: { readonly asked: number; readonly moved: number; readonly remaining: number };
  readonly library: { readonly longestSilenceMs: number };
  readonly plain: { readonly longestSilenceMs: number };
}

/** Expects a demo to be in a stage: what runs, and where traffic goes. `each`: instances of each service where it runs. */
export async function expectStage(demo: Pick<Movable, 'url' | 'instances'>, stage: Stage, each = 1): Promise<void> {
  expect(await demo.instances()).toBe(instancesText({ onprem: stage < 2 ? each : 0, cloud: stage > 0 ? each : 0 }));
  expect(await activeWeights(demo.url)).toBe(stage === 2 ? ALL_CLOUD : ALL_ONPREM);
}

/** Moves a demo from one stage to another by the tool, and expects that it is there, that no request failed, and that prices flow. Resolves with the tool's counts. */
export async function moveStage(
  demo: Movable,
  traffic: Traffic,
  { from, to, each = 1 }: { readonly from: Stage; readonly to: Stage; readonly each?: number },
): Promise<Ended> {
  const command = COMMANDS[`${from} → ${to}`];
  if (command === undefined) throw new Error(`no command moves from stage ${from} to ${to}`);
  const ended = await migrated(demo.migrate(MOVE, ...command, ...QUICK));
  await expectStage(demo, to, each);
  for (const [site, { failed }] of Object.entries(ended.requests))
    expect({ site, failed }).toEqual({ site, failed: 0 });
  await traffic.flows();
  return ended;
}

/** Waits for a run of the tool to end as done. */
export async function migrated(tool: Tool): Promise<Ended> {
  const { code, error } = await tool.ended;
  const last = tool.events.at(-1);
  expect([error, code, last]).toMatchObject(['', 0, { event: 'end', status: 'done' }]);
  return last as Ended;
}

export interface Walk {
  /** From the first, where the demo is, to the last. */
  readonly stages: readonly Stage[];
  /** Instances of each service where it runs. Default 1. */
  readonly each?: number;
  /** Brings the demo up once more in stage 0, as a user does after an edit: traffic has to stay where it is. */
  readonly again?: { readonly run: () => Promise<unknown>; readonly leadsTo: Stage };
}

/**
 * Moves a demo through stages under requests and clients. Nothing may fail, no client with the library may lose its connection, and no quote may be
 * missing, repeated or out of order, for the clients of the traffic and those of the tool. Resolves with what the tool counted in each move.
 */
export async function walkStages(demo: Movable, { stages, each = 1, again }: Walk): Promise<readonly Ended[]> {
  await using traffic = await startTraffic(demo.url);
  const all: Ended[] = [];
  let [from = 2] = stages;
  await expectStage(demo, from, each);
  for (const to of stages.slice(1)) {
    const ended = await moveStage(demo, traffic, { from, to, each });
    const none = { missing: 0, duplicates: 0, outOfOrder: 0 };
    expect(ended).toMatchObject({ library: none, plain: none, api: { failed: 0 } });
    all.push(ended);
    from = to;
    if (to !== 0 || again === undefined) continue;
    await again.run();
    from = again.leadsTo;
    await expectStage(demo, from, each);
    await traffic.flows();
  }
  await traffic.expectNothingWrong();
  expect({ failures: traffic.failures, lost: traffic.lost }).toEqual({ failures: [], lost: 0 });
  expect(movedClients(all)).toBeGreaterThan(0);
  for (const site of ['onprem', 'cloud']) expect(servedBy(all, site)).toBeGreaterThan(0);
  return all;
}

/** What the tool counted in several moves, as a test prints it. */
export function movesText(all: readonly Ended[]): string {
  const served = ['onprem', 'cloud'].map((site) => `${site} served ${servedBy(all, site)}`).join(', ');
  const longest = Math.max(...all.map(({ library }) => library.longestSilenceMs));
  const plain = Math.max(...all.map((one) => one.plain.longestSilenceMs));
  return `${served}, clients moved ${movedClients(all)}, longest silence ${longest} ms, of a plain client ${plain} ms`;
}

function servedBy(all: readonly Ended[], site: string): number {
  return all.reduce((total, { requests }) => total + (requests[site]?.served ?? 0), 0);
}

function movedClients(all: readonly Ended[]): number {
  return all.reduce((total, { clients }) => total + clients.moved, 0);
}

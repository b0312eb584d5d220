import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { OTHER_CORE, Pinned } from '../fanout/children.ts';
import { startGateway } from '../fanout/gateway.ts';
import { cpuSeconds } from '../fanout/process-figures.ts';
import { openTestBed } from '../fanout/test-bed.ts';
import type { AttackOrder, Outcomes } from './attacker.ts';
import { ATTACKS, SETTLE_S } from './attacks.ts';
import type { Attack, AttackName } from './attacks.ts';

export interface AbuseResult {
  readonly attack: AttackName;
  /** Age of a quote at the well-behaved clients, in milliseconds: before the attack and during it. */
  readonly quietP50: number;
  readonly quietP99: number;
  readonly p50: number;
  readonly p99: number;
  /** Of the p99 during it to the p99 before. */
  readonly ratio: number;
  /** How much of its core the gateway used, before and during it. */
  readonly quietBusy: number;
  readonly busy: number;
  /** During it: what the client with the fewest quotes got, of what the one with the most got. */
  readonly fairness: number;
  /** What the attackers saw. */
  readonly outcomes: Outcomes;
}

interface AbuseOptions {
  readonly attack: AttackName;
  readonly clients: number;
  readonly seconds: number;
  /** How often, quiet and attacked in turns: the round in the middle is the result. */
  readonly rounds: number;
  readonly settings: Readonly<Record<string, string>>;
}

const WARM_UP_MS = 3_000;
const BETWEEN_MS = 2_000;

/** One attack on a gateway with the settings that it comes with, while others are served. */
export async function run({ attack, clients, seconds, rounds, settings }: AbuseOptions): Promise<AbuseResult> {
  await using testBed = await openTestBed((natsUrl) => startGateway(natsUrl, settings));
  await using attacker = new Pinned(process.execPath, [resolve(import.meta.dirname, 'attacker.ts')], {
    core: OTHER_CORE,
    // Attackers have machines of their own: here they get the time that the receivers leave.
    isNice: true,
  });
  await testBed.join({ protocol: 'gateway', clients, lists: 'distinct' });
  const { pid, port } = testBed.server;
  const order = async (part: AttackOrder['part'], forSeconds: number) => {
    attacker.send({ attack, part, port, seconds: forSeconds } satisfies AttackOrder);
    return (await attacker.next()) as Outcomes;
  };
  const { settle, isAfterLeaving }: Attack = ATTACKS[attack];
  if (settle !== undefined) await order('settle', SETTLE_S);
  testBed.publish();
  await delay(WARM_UP_MS);
  /** What the clients received meanwhile, and how much of its core the gateway used. */
  const watch = async (meanwhile?: () => Promise<void>) => {
    const used = cpuSeconds(pid);
    const received = await testBed.measure(seconds * 1_000, meanwhile);
    return { ...received, busy: (cpuSeconds(pid) - used) / received.seconds };
  };
  const results: AbuseResult[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const quiet = await watch();
    if (isAfterLeaving) {
      await order('leave', 0);
      await delay(BETWEEN_MS);
    }
    let outcomes: Outcomes = {};
    const during = await watch(async () => {
      outcomes = await order('run', seconds);
    });
    if (settle === undefined) await order('leave', 0);
    await delay(BETWEEN_MS);
    results.push({
      attack,
      quietP50: quiet.p50,
      quietP99: quiet.p99,
      p50: during.p50,
      p99: during.p99,
      ratio: during.p99 / quiet.p99,
      quietBusy: quiet.busy,
      busy: during.busy,
      fairness: during.fairness,
      outcomes,
    });
  }
  const [middle] = results.toSorted((a, b) => a.ratio - b.ratio).slice(Math.floor(rounds / 2));
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}

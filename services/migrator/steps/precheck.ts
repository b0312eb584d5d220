import { frontDoorWeightsSchema } from '@quotebridge/contracts';
import type { FrontDoorWeights } from '@quotebridge/contracts';
import { activeWeights } from '../access/front-door.ts';
import { countClients } from '../access/gateways.ts';
import { readStream } from '../access/mirror.ts';
import type { StreamState } from '../access/mirror.ts';
import type { Before } from '../core/migration.ts';
import { weightOf, weightsText } from '../core/weights.ts';
import { MigrateError } from '../store/errors.ts';
import type { StepContext } from './context.ts';
import { until } from './until.ts';
import { checkVersions } from './versions.ts';

const IN_SYNC_WITHIN_MS = 10_000;
/** How long the stream may stand still before that is a warning, in milliseconds: heartbeats come every second. */
const MOVES_WITHIN_MS = 2_500;
const ANSWERS_WITHIN_MS = 10_000;

/** Checks everything that can be checked before anything is changed, and returns what there is. Throws `MigrateError`. */
export async function precheck(context: StepContext): Promise<Before> {
  const { driver, migration, note } = context;
  const { services, from, to } = migration.request;
  const instances = await countInstances(context);
  const weights = await presentWeights(context);
  for (const service of services) {
    const isServed = weightOf(weights, from, service) > 0;
    if (isServed && (await driver.instances(from, service)).ready === 0) {
      throw new MigrateError(`no ${service} is ready at ${from}, which serves it: repair that first`);
    }
  }
  await checkVersions(driver, from, services);
  await checkVersions(driver, to, services);
  await checkStream(context);
  note('note', `before: ${weightsText(weights)}; ${instancesText(instances)}`);
  const { moved, closed, left } = await countClients(await driver.urls(from, 'gateway'));
  return { weights, instances, relocated: { moved, closed, left } };
}

async function countInstances({ driver, migration }: StepContext): Promise<Before['instances']> {
  const { services, from, to } = migration.request;
  const instances: Record<string, Record<string, number>> = {};
  for (const site of [from, to]) {
    const here: Record<string, number> = {};
    for (const service of services) here[service] = (await driver.instances(site, service)).wanted;
    instances[site] = here;
  }
  for (const service of services) {
    if (instances[from]?.[service] === 0 && instances[to]?.[service] === 0) {
      throw new MigrateError(`${service} runs at neither ${from} nor ${to}`);
    }
  }
  return instances;
}

/** Those of the bucket; without any, those that the front door began with. */
async function presentWeights({ records, frontDoor, signal }: StepContext): Promise<FrontDoorWeights> {
  const stored = await records.weights();
  if (stored.value !== null) return stored.value;
  return until('an answer of the front door', ANSWERS_WITHIN_MS, signal, async () =>
    frontDoorWeightsSchema.parse(await activeWeights(frontDoor)),
  );
}

/**
 * The target's stream has to be complete: a mirror with lag 0. One that has lag 0 because nothing arrives may be stuck, so it has to move as well;
 * a feed that is silent makes that impossible to know, which is a warning.
 */
async function checkStream({ driver, migration, note, signal }: StepContext): Promise<void> {
  const { to } = migration.request;
  const read = async () => {
    const [bridge] = await driver.urls(to, 'bridge');
    return bridge === undefined ? null : readStream(bridge);
  };
  const first = await until(`an answer of the bridge service at ${to}`, ANSWERS_WITHIN_MS, signal, read);
  if (!first.isMirror) return;
  await until(`a mirror in sync at ${to} (lag 0, link up, no alarm)`, IN_SYNC_WITHIN_MS, signal, async () => {
    const state = await read();
    return state !== null && isInSync(state) ? state : null;
  });
  const began = performance.now();
  const hasMoved = async () => {
    const lastSeq = (await read())?.lastSeq ?? null;
    if (lastSeq !== null && first.lastSeq !== null && lastSeq > first.lastSeq) return true;
    return performance.now() - began > MOVES_WITHIN_MS ? false : null;
  };
  if (!(await until('an answer of the bridge service', ANSWERS_WITHIN_MS, signal, hasMoved))) {
    note('warning', `the mirror at ${to} has lag 0 and no activity: nothing was published, or it is stuck`);
  }
}

function isInSync({ lag, isLinkUp, alarms }: StreamState): boolean {
  return lag === 0 && isLinkUp && alarms.length === 0;
}

function instancesText(instances: Before['instances']): string {
  return Object.entries(instances)
    .map(
      ([site, counts]) =>
        `${site} runs ${Object.entries(counts)
          .map(([name, count]) => `${count} ${name}`)
          .join(', ')}`,
    )
    .join('; ');
}

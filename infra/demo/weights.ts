import { connect } from '@nats-io/transport-node';
import { Kvm } from '@nats-io/kv';
import { FRONT_DOOR_BUCKET, WEIGHTS_KEY, type FrontDoorWeights } from '@quotebridge/contracts/wire';
import pRetry from 'p-retry';
import type { Stage } from '../local/service-plans.ts';
import { bucketSite, TOPOLOGY } from '../topology/topology.ts';

/** The site that keeps the front door's weights. */
export const WEIGHTS_SITE = bucketSite(TOPOLOGY, FRONT_DOOR_BUCKET);

/** Where traffic goes in a stage: to the sites where services run when nothing was moved, or to those that they move to. */
export function stageWeights(stage: Stage): FrontDoorWeights {
  const moving = TOPOLOGY.services.filter(({ movesTo }) => movesTo.length > 0);
  const home = moving.flatMap(({ runsAt }) => (Array.isArray(runsAt) ? (runsAt as readonly string[]) : []));
  const others = moving.flatMap(({ movesTo }) => movesTo);
  const weigh = (sites: readonly string[], weight: number) => sites.map((site) => [site, weight] as const);
  return Object.fromEntries([...weigh(others, stage === 2 ? 0 : 100), ...weigh(home, stage === 2 ? 100 : 0)]);
}

/** A site without traffic in a stage. Throws when all have some: a topology without services that move. */
export function idleSite(stage: Stage): string {
  const idle = Object.entries(stageWeights(stage)).find(([, weight]) => weight === 0);
  if (idle === undefined) throw new Error('no service of the topology can move');
  return idle[0];
}

export interface WeightsUpdate {
  /** The brokers of `WEIGHTS_SITE`. */
  readonly servers: readonly string[];
  /** Of the user `migrator`. */
  readonly password: string;
  readonly weights: FrontDoorWeights;
  readonly signal: AbortSignal;
}

/** A replica that was just made may not answer yet. */
const RETRIES = { retries: 20, factor: 1, minTimeout: 250 };

/** Sets the weights in the bucket, which may be those of an earlier run, unless they are so already. */
export async function setWeights({ servers, password, weights, signal }: WeightsUpdate): Promise<void> {
  const nc = await connect({ servers: [...servers], user: 'migrator', pass: password, inboxPrefix: '_INBOX_migrator' });
  try {
    const bucket = await new Kvm(nc).open(FRONT_DOOR_BUCKET, { allow_direct: true });
    const text = JSON.stringify(weights);
    const put = async () => {
      const entry = await bucket.get(WEIGHTS_KEY);
      if (entry?.string() !== text) await bucket.put(WEIGHTS_KEY, text);
    };
    await pRetry(put, { ...RETRIES, signal });
  } finally {
    await nc.close();
  }
}

import type { CableState } from '@quotebridge/contracts/wire';
import type { Clock, Logger } from '@quotebridge/service-kit';
import { postToDemo } from '../acting/control-socket.ts';
import { pollEvery } from './poll.ts';
import type { Polled } from './poll.ts';

const EVERY_MS = 250;
const ANSWER_WITHIN_MS = 1_000;

/** What the demo's supervisor intends: the state of the cable, and which services are meant to run. */
export interface Plan {
  readonly cable: CableState;
  /** By name. */
  readonly wanted: ReadonlyMap<string, boolean>;
}

/** Follows the supervisor through its control socket. */
export function watchPlan(socketPath: string, deps: { readonly clock: Clock; readonly log: Logger }): Polled<Plan> {
  return pollEvery({
    what: 'the control socket',
    everyMs: EVERY_MS,
    read: async () => {
      const { cable, instances } = await postToDemo(socketPath, '/cable/status', ANSWER_WITHIN_MS);
      return { cable, wanted: new Map(instances.map(({ name, isWanted }) => [name, isWanted])) };
    },
    failsAtOnce: false,
    ...deps,
  });
}

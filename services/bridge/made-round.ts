import type { JetStreamManager } from '@nats-io/jetstream';
import type { Logger } from '@quotebridge/service-kit';
import type { MadePlan } from './made-plan.ts';
import { describeMade } from './made-state.ts';
import type { MadeState } from './made-state.ts';
import { reconcile } from './reconcile.ts';

/** One round: declares the made streams that are missing or differ. Resolves with the state of each. */
export function createMadeRound(
  jsm: JetStreamManager,
  plans: readonly MadePlan[],
  log: Logger,
): () => Promise<MadeState[]> {
  const problems = new Map<string, string | null>();
  return () =>
    Promise.all(
      plans.map(async (plan) => {
        const state = await reconcile(jsm, plan).then(
          ({ stream }) => describeMade(plan, stream, null),
          (error: unknown) => describeMade(plan, null, String(error)),
        );
        const { stream, lastError } = state;
        if (lastError !== (problems.get(stream) ?? null)) {
          if (lastError === null) log.info({ stream }, 'the stream receives from its sources');
          else log.warn({ stream, problem: lastError }, 'the stream does not receive from all its sources');
        }
        problems.set(stream, lastError);
        return state;
      }),
    );
}

import type { JetStreamManager } from '@nats-io/jetstream';
import { Counter } from '@quotebridge/service-kit';
import type { Logger, NatsConnection, Registry } from '@quotebridge/service-kit';
import { z } from 'zod';
import { resetOriginConsumer } from './mirror-resets.ts';
import { durableName } from './plan.ts';
import type { StreamPlan } from './plan.ts';
import { reconcile } from './reconcile.ts';
import { REPAIR_STEPS } from './repair-plan.ts';
import type { RepairStep } from './repair-plan.ts';

const STEP_DOWN_WITHIN_MS = 2_000;
const apiAnswerSchema = z.object({ error: z.object({ description: z.string() }).optional() });

export interface MirrorRepairOptions {
  /** Where the mirrors are. */
  readonly site: string;
  readonly nc: NatsConnection;
  readonly jsm: JetStreamManager;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly plans: readonly StreamPlan[];
}

/** Repairs mirrors step by step, one step at a time for each mirror, and records what it did. */
export interface MirrorRepair {
  /** Starts a step, unless one is in progress. */
  begin(plan: StreamPlan, step: RepairStep): void;
  /** The last repair of a mirror since `since` (milliseconds since the Unix epoch), as text for an operator; `null` when there was none. */
  actionSince(stream: string, since: number): string | null;
}

export function createMirrorRepair({ site, nc, jsm, log, metrics, plans }: MirrorRepairOptions): MirrorRepair {
  const taken = new Counter({
    name: 'bridge_mirror_repairs_total',
    help: 'Repair steps taken, successful or not',
    labelNames: ['stream', 'step'],
    registers: [metrics],
  });
  for (const { stream } of plans) for (const step of REPAIR_STEPS) taken.inc({ stream: stream.name, step }, 0);
  const busy = new Set<string>();
  const actions = new Map<string, { readonly at: number; readonly text: string }>();

  const resetConsumer = async ({ stream }: StreamPlan): Promise<void> => {
    const { state } = await jsm.streams.info(stream.name);
    await resetOriginConsumer(nc, stream.name, durableName(site), state.last_seq + 1);
  };
  const { apiPrefix } = jsm.getOptions();
  const stepDown = async ({ stream }: StreamPlan): Promise<void> => {
    const answer = await nc.request(`${apiPrefix}.STREAM.LEADER.STEPDOWN.${stream.name}`, '', {
      timeout: STEP_DOWN_WITHIN_MS,
    });
    const { error } = apiAnswerSchema.parse(answer.json());
    if (error !== undefined) throw new Error(error.description);
  };
  const rebuild = async (plan: StreamPlan): Promise<void> => {
    // The mirror is only deleted after the origin has proven that it can send.
    await resetConsumer(plan);
    await jsm.streams.delete(plan.stream.name);
    await reconcile(jsm, plan);
  };
  const steps: Readonly<Record<RepairStep, { text: string; take: (plan: StreamPlan) => Promise<void> }>> = {
    'reset-consumer': { text: "reset the origin's consumer to what the mirror holds", take: resetConsumer },
    'step-down': { text: "made the mirror's leader step down", take: stepDown },
    rebuild: { text: 'deleted and recreated the mirror, to be filled from the origin', take: rebuild },
  };

  const act = async (plan: StreamPlan, step: RepairStep): Promise<void> => {
    const stream = plan.stream.name;
    const { text, take } = steps[step];
    const note = (sentence: string) => {
      const at = Date.now();
      actions.set(stream, { at, text: `${new Date(at).toISOString()}: ${sentence}` });
    };
    note(text);
    log.warn({ stream, step }, `repairing the mirror: ${text}`);
    try {
      await take(plan);
    } catch (error) {
      note(`repair failed (${step}): ${String(error)}`);
      log.error({ err: error, stream, step }, 'could not repair the mirror');
    } finally {
      busy.delete(stream);
    }
  };

  return {
    begin(plan, step) {
      const stream = plan.stream.name;
      if (busy.has(stream)) return;
      busy.add(stream);
      taken.inc({ stream, step });
      void act(plan, step);
    },
    actionSince(stream, since) {
      const action = actions.get(stream);
      return action !== undefined && action.at >= since ? action.text : null;
    },
  };
}

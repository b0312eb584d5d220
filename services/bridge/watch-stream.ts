import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import type { BridgedStream, LinkState } from '@quotebridge/contracts';
import type { Logger } from '@quotebridge/service-kit';
import { MirrorWatch } from './mirror-watch.ts';
import { OriginWatch } from './origin-watch.ts';
import type { StreamPlan } from './plan.ts';
import { recordedOrigin, recordOrigin } from './recorded-origin.ts';
import type { MirrorRepair } from './repair-mirror.ts';
import { RepairPlan } from './repair-plan.ts';
import type { Verdict } from './status.ts';
import { stateOf } from './stream-state.ts';

/** What one round knows of a stream. */
interface StreamObservation {
  readonly stream: BridgedStream;
  readonly info: StreamInfo | null;
  readonly link: LinkState;
  /** The origin of a mirror, while its status is recent enough. */
  readonly origin: BridgedStream | undefined;
  /** Whether an operator has paused the bridge that fills it. */
  readonly isPaused: boolean;
  /** False while the site's brokers cannot store it: no repair helps then, and a mirror that is given up would be lost. */
  readonly isStored: boolean;
}

/** Watches one stream: called once a round. */
export type StreamWatch = (observation: StreamObservation) => Verdict;

export function watchOrigin({ stream }: StreamPlan): StreamWatch {
  const watch = new OriginWatch({ newestPerSubject: stream.max_msgs_per_subject === 1 });
  return (observed) => {
    const alarm = watch.observe(Date.now(), stateOf(observed.stream));
    return { lag: null, alarm: alarm && { ...alarm, action: null } };
  };
}

export interface MirrorWatchDeps {
  readonly jsm: JetStreamManager;
  readonly repair: MirrorRepair;
  readonly log: Logger;
}

/** Compares a mirror with its origin, and starts repairs. */
export function watchMirror(plan: StreamPlan, { jsm, repair, log }: MirrorWatchDeps): StreamWatch {
  const name = plan.stream.name;
  const watch = new MirrorWatch({ newestPerSubject: plan.stream.max_msgs_per_subject === 1 });
  const repairs = new RepairPlan();
  return ({ stream, info, link, origin, isPaused, isStored }) => {
    const now = performance.now();
    const originState = stateOf(origin);
    const copies = info === null ? null : recordedOrigin(info);
    if (info !== null && copies === null && originState !== null) {
      recordOrigin(jsm, info, originState.created).catch((error: unknown) => {
        log.warn({ err: error, stream: name }, 'could not record the origin of the mirror');
      });
    }
    const finding = watch.observe({
      now,
      time: Date.now(),
      isLinkUp: link === 'up',
      isPaused,
      mirror: stateOf(stream),
      origin: originState,
      copies,
    });
    const isReplicated = (info?.config.num_replicas ?? 1) > 1;
    const step = isStored ? repairs.next({ now, finding, isReplicated }) : null;
    if (step !== null) repair.begin(plan, step);
    const { lag, alarm } = finding;
    return { lag, alarm: alarm && { ...alarm, action: repair.actionSince(name, alarm.since) } };
  };
}

import type { JetStreamManager } from '@nats-io/jetstream';
import type { BridgeAlarm, BridgedStream, BridgeStatus } from '@quotebridge/contracts';
import { bridgeStatusSubject } from '@quotebridge/contracts/wire';
import type { Logger, NatsConnection } from '@quotebridge/service-kit';
import type { SiteFollower } from './follow-site.ts';
import { observeLink } from './leaf-link.ts';
import type { LeafLink } from './leaf-link.ts';
import type { StreamPlan } from './plan.ts';
import { reconcile } from './reconcile.ts';
import { describeStream, linkState, recentStatus, withVerdict } from './status.ts';
import type { Observation } from './status.ts';
import { observeStores, StoreAlarms } from './store-faults.ts';
import type { StoreFault } from './store-faults.ts';
import type { BridgeStates } from './bridge-states.ts';
import type { MadeState } from './made-state.ts';
import type { StreamWatch } from './watch-stream.ts';

export interface RoundDeps {
  readonly site: string;
  /** Number of brokers at the site: how many responses about the link to wait for. */
  readonly brokers: number;
  readonly nc: NatsConnection;
  readonly jsm: JetStreamManager;
  readonly log: Logger;
  readonly plans: readonly StreamPlan[];
  /** The bridge services of the upstream sites, by site. */
  readonly upstreams: ReadonlyMap<string, SiteFollower>;
  /** The watch of each stream, by its name. */
  readonly watches: ReadonlyMap<string, StreamWatch>;
  /** Declares and observes the streams that bridges make at the site. */
  readonly observeMade: () => Promise<readonly MadeState[]>;
  /** The states of the bridges to the site. */
  readonly states: BridgeStates;
  /** Exports a status as metrics. */
  readonly gauges: (status: BridgeStatus, link: LeafLink | null, faults: readonly StoreFault[]) => void;
}

/**
 * One round of the bridge service, to be called repeatedly: declares missing streams and consumers, observes the streams and the
 * link, starts repairs of mirrors, and publishes the status of the site. Rejects when the connection to the brokers is closed.
 */
export function createRound(deps: RoundDeps): () => Promise<BridgeStatus> {
  const { site, brokers, nc, jsm, log, plans, gauges } = deps;
  const logChanges = createChangeLog(log);
  const storeAlarms = new StoreAlarms(brokers);
  return async () => {
    const [observations, made, link, faults] = await Promise.all([
      Promise.all(plans.map(async (plan) => observeStream(jsm, plan))),
      deps.observeMade(),
      observeLink(nc, brokers).catch((error: unknown) => {
        log.debug({ err: error }, 'the brokers did not report the state of the link');
        return null;
      }),
      observeStores(nc, brokers).catch((error: unknown): StoreFault[] => {
        log.debug({ err: error }, 'the brokers did not answer about their health');
        return [];
      }),
    ]);
    const notStored = (stream: string) => {
      const alarm = storeAlarms.observe(stream, faults, Date.now());
      return alarm && { ...alarm, action: null };
    };
    const status = describeSite(deps, { observations, made, link, notStored });
    logChanges(status, link, faults);
    gauges(status, link, faults);
    nc.publish(bridgeStatusSubject(site), JSON.stringify(status));
    return status;
  };
}

async function observeStream(jsm: JetStreamManager, plan: StreamPlan): Promise<Observation> {
  try {
    const { stream, consumers } = await reconcile(jsm, plan);
    const pausedFor = plan.copiedTo.filter((_site, index) => consumers[index]?.paused === true);
    return { plan, info: stream, pausedFor, error: null };
  } catch (error) {
    return { plan, info: null, pausedFor: [], error: String(error) };
  }
}

/** What one round found out about a site. */
export interface SiteObservations {
  readonly observations: readonly Observation[];
  readonly made: readonly MadeState[];
  readonly link: LeafLink | null;
  readonly notStored?: (stream: string) => BridgeAlarm | null;
}

/** The status of a site, from one round's observations. The link's round trip is measured by the site that dials, so the other takes it from there. */
export function describeSite(
  { site, upstreams, watches, states }: Pick<RoundDeps, 'site' | 'upstreams' | 'watches' | 'states'>,
  { observations, made, link, notStored = () => null }: SiteObservations,
): BridgeStatus {
  const described = observations.map(describeStream);
  const received = new Map([...upstreams].map(([upstream, follower]) => [upstream, follower.last()]));
  const [newest = null] = [...received.values()].toSorted((a, b) => (a?.age ?? Infinity) - (b?.age ?? Infinity));
  const state = linkState(link, described, newest);
  const paused = new Set<string>();
  const streams = described.map((stream, index) => {
    const { plan, info = null } = observations[index] ?? {};
    const origin = recentStatus(received.get(plan?.copy?.from ?? '') ?? null)?.streams.find(
      (candidate) => candidate.stream === stream.stream,
    );
    const unstored = notStored(stream.stream);
    const isPaused = origin?.pausedFor.includes(site) ?? false;
    if (isPaused) paused.add(stream.stream);
    const observed = { stream, info, link: state, origin, isPaused, isStored: unstored === null };
    const verdict = watches.get(stream.stream)?.(observed) ?? { lag: null, alarm: null };
    return withVerdict(stream, { ...verdict, alarm: unstored ?? originNotStored(origin) ?? verdict.alarm });
  });
  const time = Date.now();
  return {
    site,
    time,
    link: state,
    linkRtt: state === 'up' ? (link?.rtt ?? newest?.status.linkRtt ?? null) : null,
    streams,
    bridges: states.observe({ now: performance.now(), time, link: state, streams, paused, made }),
  };
}

/** The origin's alarm as its mirror shows it, while the origin or one before it cannot be stored. */
function originNotStored(origin: BridgedStream | undefined): BridgeAlarm | null {
  const alarm = origin?.alarm ?? null;
  if (alarm?.code !== 'not-stored' && alarm?.code !== 'origin-not-stored') return null;
  return { ...alarm, code: 'origin-not-stored' };
}

/** Logs what changed since the round before. */
export function createChangeLog(
  log: Pick<Logger, 'info' | 'warn'>,
): (status: BridgeStatus, link: LeafLink | null, faults?: readonly StoreFault[]) => void {
  const problems = new Map<string, string | null>();
  let cutOff = '';
  let notStoring = '';
  return ({ streams }, link, faults = []) => {
    const notStoringNow = faults.map(({ broker, cause }) => `${broker}: ${cause}`).join('; ');
    if (notStoringNow !== notStoring) {
      notStoring = notStoringNow;
      if (notStoring === '') log.info('every broker stores');
      else log.warn({ brokers: notStoring }, 'brokers cannot store');
    }
    for (const { stream, lastError, alarm } of streams) {
      // By code: the text of an alarm counts messages and changes with every round.
      const problem = alarm?.code ?? lastError;
      if (problems.get(stream) === problem) continue;
      problems.set(stream, problem);
      if (lastError === null) log.info({ stream }, 'the bridge is healthy');
      else log.warn({ stream, problem: lastError }, 'the bridge has a problem');
    }
    const cutOffNow = link?.cutOff.join(', ') ?? cutOff;
    if (cutOffNow === cutOff) return;
    cutOff = cutOffNow;
    if (cutOff === '') log.info('every broker has a leaf connection of its own');
    else
      log.warn({ brokers: cutOff }, 'brokers without a leaf connection of their own are cut off from the other site');
  };
}

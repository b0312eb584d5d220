import { jetstreamManager } from '@nats-io/jetstream';
import type { BridgeStatus } from '@quotebridge/contracts';
import { bridgeStatusSubject } from '@quotebridge/contracts/wire';
import {
  connectNats,
  createHealthServer,
  createLogger,
  createMetrics,
  listen,
  listeningWith,
  pause,
} from '@quotebridge/service-kit';
import type { Listening, StartDeps } from '@quotebridge/service-kit';
import type { BridgeConfig } from './config.ts';
import { followSite } from './follow-site.ts';
import type { SiteFollower } from './follow-site.ts';
import { bridgeGauges } from './gauges.ts';
import { observeLink } from './link.ts';
import { answerMirrorResets } from './mirror-resets.ts';
import { planStreams } from './plan.ts';
import { reconcile } from './reconcile.ts';
import { createMirrorRepair } from './repair-mirror.ts';
import { describeStream, linkState, recentWord, withVerdict } from './status.ts';
import type { Observation } from './status.ts';
import { watchMirror, watchOrigin } from './watch-stream.ts';

/** Sooner than prices turn stale, so that the reason is known by then. */
const ROUND_MS = 500;
const REQUEST_TIMEOUT_MS = 2_000;

/** Starts the bridge service of a site: declares its own site's side of each bridge, mends it, and says how it is. */
export async function start(
  config: BridgeConfig,
  { stopping, log = createLogger('bridge', config.LOG_LEVEL) }: StartDeps,
): Promise<Listening> {
  await using stack = new AsyncDisposableStack();
  const metrics = createMetrics('bridge', config.SITE);
  let declared = false;
  const server = createHealthServer({
    metrics,
    notReady: () => (declared ? null : 'the bridges are not declared yet'),
  });
  const listening = stack.use(await listen(server, config.HOST, config.PORT));

  const name = `bridge-${config.SITE}`;
  const nc = await connectNats({
    servers: config.NATS_URL,
    user: config.NATS_USER,
    password: config.NATS_PASSWORD,
    name,
    log,
  });
  stack.defer(() => nc.close());
  const jsm = await jetstreamManager(nc, {
    apiPrefix: config.NATS_API_PREFIX,
    checkAPI: false,
    timeout: REQUEST_TIMEOUT_MS,
  });
  const plans = planStreams({
    site: config.SITE,
    bridges: config.BRIDGES,
    replicas: config.REPLICAS,
    quotesMaxBytes: config.QUOTES_MAX_MIB * 1024 * 1024,
  });
  const mirrors = plans.filter(({ bridge }) => bridge !== null);
  const upstreams = new Map<string, SiteFollower>();
  for (const { bridge } of mirrors) {
    if (bridge === null || upstreams.has(bridge.from)) continue;
    stack.use(answerMirrorResets({ bridge, nc, jsm, log }));
    upstreams.set(bridge.from, stack.use(followSite({ nc, site: bridge.from, log })));
  }
  const repair = createMirrorRepair({ site: config.SITE, nc, jsm, log, metrics, plans: mirrors });
  const watches = new Map(
    plans.map((plan) => [
      plan.stream.name,
      plan.bridge === null ? watchOrigin(plan) : watchMirror(plan, { jsm, repair, log }),
    ]),
  );
  const gauges = bridgeGauges(metrics);
  const troubles = new Map<string, string | null>();
  let cutOff = '';

  const round = async () => {
    const [observations, link] = await Promise.all([
      Promise.all(
        plans.map(async (plan): Promise<Observation> => {
          try {
            return { plan, info: await reconcile(jsm, plan), error: null };
          } catch (error) {
            return { plan, info: null, error: String(error) };
          }
        }),
      ),
      observeLink(nc, config.REPLICAS).catch((error: unknown) => {
        log.debug({ err: error }, 'the brokers did not tell of the link');
        return null;
      }),
    ]);
    const streams = observations.map(describeStream);
    const said = new Map([...upstreams].map(([site, follower]) => [site, follower.last()]));
    const [newest = null] = [...said.values()].toSorted((a, b) => (a?.age ?? Infinity) - (b?.age ?? Infinity));
    const state = linkState(link, streams, newest);
    const status: BridgeStatus = {
      site: config.SITE,
      time: Date.now(),
      link: state,
      linkRtt: state === 'up' ? (link?.rtt ?? newest?.status.linkRtt ?? null) : null,
      streams: streams.map((stream, index) => {
        const origin = recentWord(said.get(plans[index]?.bridge?.from ?? '') ?? null);
        const other = origin?.streams.find((candidate) => candidate.stream === stream.stream);
        const look = { stream, info: observations[index]?.info ?? null, link: state, origin: other };
        return withVerdict(stream, watches.get(stream.stream)?.(look) ?? { lag: null, alarm: null });
      }),
    };
    declared ||= status.streams.every((stream) => stream.declared);
    for (const { stream, lastError, alarm } of status.streams) {
      // The text of an alarm counts messages, which are more each time.
      const trouble = alarm?.code ?? lastError;
      if (troubles.get(stream) === trouble) continue;
      troubles.set(stream, trouble);
      if (lastError === null) log.info({ stream }, 'the bridge is well');
      else log.warn({ stream, problem: lastError }, 'the bridge is in trouble');
    }
    const cutOffNow = link?.cutOff.join(', ') ?? cutOff;
    if (cutOffNow !== cutOff) {
      cutOff = cutOffNow;
      if (cutOff === '') log.info('every broker has a leaf connection of its own');
      else
        log.warn({ brokers: cutOff }, 'brokers without a leaf connection of their own are cut off from the other site');
    }
    gauges(status, link);
    nc.publish(bridgeStatusSubject(config.SITE), JSON.stringify(status));
  };

  const rounds = repeat(round, stopping, (error) => log.error({ err: error }, 'a round of the bridge failed'));
  stack.defer(() => rounds);
  return listeningWith(listening, stack);
}

/** Calls `round` once a `ROUND_MS`, one at a time, until the signal is aborted. */
async function repeat(
  round: () => Promise<void>,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    const begun = performance.now();
    await round().catch(onError);
    await pause(Math.max(50, ROUND_MS - (performance.now() - begun)), signal);
  }
}

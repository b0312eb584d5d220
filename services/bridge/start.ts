import { jetstreamManager } from '@nats-io/jetstream';
import { bridgeStatusSubject } from '@quotebridge/contracts/wire';
import {
  connectNats,
  createHealthServer,
  createLogger,
  createMetrics,
  Gauge,
  listen,
  pause,
  watchSiteStatus,
} from '@quotebridge/runtime';
import type { BridgeConfig } from './config.ts';
import { observeLink } from './link.ts';
import type { Link } from './link.ts';
import { answerMirrorResets } from './mirror-resets.ts';
import { originCheck } from './origin-check.ts';
import { ORIGIN_SITE, planStreams } from './plan.ts';
import { reconcile } from './reconcile.ts';
import { describeBridges } from './status.ts';
import type { Observation } from './status.ts';

/** Sooner than prices turn stale, so that the reason is known by then. */
const ROUND_MS = 500;
const REQUEST_TIMEOUT_MS = 2_000;

/** Starts the bridge service of a site: declares its own site's side of each bridge, mends it, and says how it is. */
export async function startBridge(config: BridgeConfig, stopping: AbortSignal): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const log = createLogger('bridge', config.LOG_LEVEL);
  const metrics = createMetrics('bridge', config.SITE);
  let declared = false;
  const server = createHealthServer({
    metrics,
    notReady: () => (declared ? null : 'the bridges are not declared yet'),
  });
  stack.use(await listen(server, config.HOST, config.PORT));

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
    replicas: config.REPLICAS,
    quotesMaxBytes: config.QUOTES_MAX_MIB * 1024 * 1024,
  });
  const isMirrorSite = config.SITE !== ORIGIN_SITE;
  if (isMirrorSite) stack.use(answerMirrorResets({ nc, jsm, log }));
  const origin = isMirrorSite ? stack.use(watchSiteStatus({ nc, site: ORIGIN_SITE, log })) : null;
  const problemOf = originCheck(jsm);
  const gauges = bridgeGauges(metrics);
  const troubles = new Map<string, string | null>();
  let cutOff = '';

  const round = async () => {
    const observations = await Promise.all(
      plans.map(async (plan): Promise<Observation> => {
        try {
          const info = await reconcile(jsm, plan);
          if (plan.role === 'origin') return { plan, info, error: null };
          const copied = origin?.bridge?.streams.find(({ stream }) => stream === plan.stream.name);
          return { plan, info, error: await problemOf(info, copied?.created ?? null) };
        } catch (error) {
          return { plan, info: null, error: String(error) };
        }
      }),
    );
    const link = await observeLink(nc, config.REPLICAS).catch((error: unknown) => {
      log.debug({ err: error }, 'the brokers did not tell of the link');
      return null;
    });
    const status = describeBridges(config.SITE, Date.now(), link, observations, origin?.bridge ?? null);
    declared ||= status.streams.every((stream) => stream.declared);
    for (const { stream, lastError } of status.streams) {
      if (troubles.get(stream) === lastError) continue;
      troubles.set(stream, lastError);
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
  return stack.move();
}

function bridgeGauges(registry: ReturnType<typeof createMetrics>) {
  const registers = [registry];
  const lag = new Gauge({
    name: 'bridge_mirror_lag_messages',
    help: 'Messages that a mirror is behind its origin',
    labelNames: ['stream'],
    registers,
  });
  const lastSeq = new Gauge({
    name: 'bridge_stream_last_seq',
    help: "A stream's last sequence number",
    labelNames: ['stream'],
    registers,
  });
  const up = new Gauge({ name: 'bridge_link_up', help: '1 while the link between the sites is up', registers });
  const rtt = new Gauge({ name: 'bridge_link_rtt_seconds', help: 'Round trip of the link', registers });
  const cutOff = new Gauge({
    name: 'bridge_brokers_cut_off',
    help: 'Brokers without a leaf connection of their own, while others have one',
    registers,
  });
  return (status: ReturnType<typeof describeBridges>, link: Link | null) => {
    if (link !== null) cutOff.set(link.cutOff.length);
    up.set(status.link === 'up' ? 1 : 0);
    if (status.linkRtt !== null) rtt.set(status.linkRtt / 1_000);
    for (const stream of status.streams) {
      lastSeq.set({ stream: stream.stream }, stream.lastSeq);
      if (stream.lag !== null) lag.set({ stream: stream.stream }, stream.lag);
    }
  };
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

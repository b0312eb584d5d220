import { jetstreamManager } from '@nats-io/jetstream';
import type { BridgeStatus } from '@quotebridge/contracts';
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
import { BridgeStates } from './bridge-states.ts';
import { createBucketRound, planBuckets } from './buckets.ts';
import type { BridgeConfig } from './config.ts';
import { followSite } from './follow-site.ts';
import type { SiteFollower } from './follow-site.ts';
import { bridgeGauges } from './gauges.ts';
import { answerMirrorResets } from './mirror-resets.ts';
import { planMade, remoteSources } from './made-plan.ts';
import { createMadeRound } from './made-round.ts';
import { answerPauses } from './pausing.ts';
import { planStreams } from './plan.ts';
import { sourcePosition } from './source-position.ts';
import { createMirrorRepair } from './repair-mirror.ts';
import { createRound } from './round.ts';
import { watchMirror, watchOrigin } from './watch-stream.ts';

/** Far below the time after which prices are stale, so that the reason is known by then. */
const ROUND_MS = 500;
const REQUEST_TIMEOUT_MS = 2_000;

/** Starts the bridge service of a site: it declares its own site's side of each bridge, repairs mirrors, and publishes the status of the site. */
export async function start(
  config: BridgeConfig,
  { stopping, log = createLogger('bridge', config.LOG_LEVEL) }: StartDeps,
): Promise<Listening> {
  await using stack = new AsyncDisposableStack();
  const metrics = createMetrics('bridge', config.SITE);
  let declared = false;
  let status: BridgeStatus | null = null;
  const server = createHealthServer({
    metrics,
    notReady: () => (declared ? null : 'the bridges and buckets are not declared yet'),
    status: () => status,
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
  const planned = {
    site: config.SITE,
    declarations: config.BRIDGES_FILE,
    replicas: config.REPLICAS,
    quotesMaxBytes: config.QUOTES_MAX_MIB * 1024 * 1024,
  };
  const plans = planStreams(planned);
  const made = planMade(planned);
  const mirrors = plans.filter(({ copy }) => copy !== null);
  const upstreams = new Map<string, SiteFollower>();
  for (const { copy } of mirrors) {
    if (copy === null || upstreams.has(copy.from)) continue;
    upstreams.set(copy.from, stack.use(followSite({ nc, site: copy.from, log })));
  }
  const sourcesPosition = sourcePosition(jsm, made);
  const positionOf = async (stream: string) =>
    mirrors.some((mirror) => mirror.stream.name === stream)
      ? (await jsm.streams.info(stream)).state.last_seq
      : sourcesPosition(stream);
  const links = [...mirrors.flatMap(({ copy }) => copy ?? []), ...remoteSources(config.BRIDGES_FILE, config.SITE)];
  for (const { from, to } of new Map(links.map((link) => [link.from, link])).values()) {
    stack.use(answerMirrorResets({ link: { from, to }, nc, positionOf, log }));
  }
  stack.use(answerPauses({ site: config.SITE, declarations: config.BRIDGES_FILE, nc, jsm, log }));
  const repair = createMirrorRepair({ site: config.SITE, nc, jsm, log, metrics, plans: mirrors });
  const watches = new Map(
    plans.map((plan) => [
      plan.stream.name,
      plan.copy === null ? watchOrigin(plan) : watchMirror(plan, { jsm, repair, log }),
    ]),
  );
  const nextRound = createRound({
    site: config.SITE,
    brokers: config.REPLICAS,
    nc,
    jsm,
    log,
    plans,
    upstreams,
    watches,
    observeMade: createMadeRound(jsm, made, log),
    states: new BridgeStates(config.SITE, config.BRIDGES_FILE),
    gauges: bridgeGauges(metrics),
  });
  const buckets = planBuckets(config.SITE, config.BUCKETS, config.REPLICAS);
  const nextBucketRound = createBucketRound(jsm, buckets, log);
  const round = async () => {
    const [found, areBucketsDeclared] = await Promise.all([nextRound(), nextBucketRound()]);
    status = found;
    declared ||= areBucketsDeclared && found.streams.every((stream) => stream.declared);
  };

  const rounds = repeat(round, stopping, (error) => {
    status = null;
    log.error({ err: error }, 'a round of the bridge failed');
  });
  stack.defer(() => rounds);
  return listeningWith(listening, stack);
}

/** Calls `round` every `ROUND_MS`, one call at a time, until the signal is aborted. */
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

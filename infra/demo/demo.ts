import { once } from 'node:events';
import { join } from 'node:path';
import { startSites, type Sites } from '../local/brokers.ts';
import { serveControl } from '../local/control.ts';
import { loadCredentials, type Credentials } from '../local/credentials.ts';
import { firstLivePrice } from '../local/first-price.ts';
import { loadOperatorToken } from '../local/operator.ts';
import { topologyOf, type Options } from './options.ts';
import { prepare } from './preparation.ts';
import { showProgress } from '../tools/progress.ts';
import { restartOnEdit } from './restart-on-edit.ts';
import { watchSourceEnd } from './source-end.ts';
import { createService, type Service } from '../local/services.ts';
import { StoppedError } from '../tools/stop-signal.ts';
import { planServices, type ServicePlan } from '../local/service-plans.ts';
import { setWeights, stageWeights, WEIGHTS_SITE } from './weights.ts';

export interface Demo extends AsyncDisposable {
  readonly url: string;
  readonly sites: Sites;
  /** With which the console lets somebody act. */
  readonly operatorToken: string;
  /** Those that run from the start. */
  readonly services: readonly Service[];
}

export interface DemoContext {
  /** When the user started it, in milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly stopping: AbortSignal;
  readonly say: (line: string) => void;
}

/** How long a service may take to end by itself: the whole demo has to be gone within 5 s of Ctrl-C. */
const SERVICE_STOP_MS = 2_500;

const END_OF_FILE =
  'The replay has ended: prices go stale, and all that was published can still be read. Replay again: npm run restart -- feed';

/** Starts all sites and waits for the first live price, showing its progress. When it fails, nothing is left behind. */
export async function startDemo(
  root: string,
  options: Options,
  { startedAt, stopping, say }: DemoContext,
): Promise<Demo> {
  const url = `http://localhost:${options.port}`;
  const failed = new AbortController();
  const signal = AbortSignal.any([stopping, failed.signal]);

  await using stack = new AsyncDisposableStack();
  const natsServer = await prepare(root, options, signal);
  const services: Service[] = [];
  const { sites, credentials } = await startBrokers(natsServer, options, { stack, signal, say, services });

  const operatorToken = await loadOperatorToken(options.data);
  const staticDir = join(root, 'frontend', 'dist');
  const plans = planServices({
    options,
    urlsOf: (site) => sites.at(site).urls,
    brokersOf: (site) => sites.at(site).brokers,
    credentials,
    staticDir,
  });
  // In parallel: one after the other could take longer than the 5 s.
  stack.defer(async () => {
    await Promise.all(services.map((service) => service[Symbol.asyncDispose]()));
  });
  const create = (plan: ServicePlan): Service =>
    createService({
      ...plan,
      entry: join(root, plan.entry),
      env: { NODE_ENV: options.dev ? 'development' : 'production', ...plan.env },
      log: join(options.data, 'logs', `${plan.name}.log`),
      supervise: true,
      stopWithin: SERVICE_STOP_MS,
      notify: say,
      signal,
    });
  for (const plan of plans) services.push(create(plan));
  const started = services.filter((_, index) => plans[index]?.starts);
  const isBridgeReady = Promise.withResolvers<void>();
  const start = async (service: Service): Promise<void> => {
    await service.restart();
    if (service.name === `bridge-${WEIGHTS_SITE}`) isBridgeReady.resolve();
  };
  const placeTraffic = async (): Promise<void> => {
    await Promise.race([isBridgeReady.promise, once(signal, 'abort')]);
    signal.throwIfAborted();
    const password = credentials.passwordOf(WEIGHTS_SITE, 'migrator');
    await setWeights({ servers: sites.at(WEIGHTS_SITE).urls, password, weights: stageWeights(options.stage), signal });
  };
  const price = async (): Promise<string> => {
    await firstLivePrice(url, startedAt, signal);
    return `${((Date.now() - startedAt) / 1_000).toFixed(1)} s after the start`;
  };
  try {
    const all = started.map((service) => ({ title: service.name, run: () => start(service) }));
    await showProgress(
      [[...all, { title: 'Weights of the sites', run: placeTraffic }], [{ title: 'First live price', run: price }]],
      signal,
    );
  } catch (error) {
    failed.abort(new StoppedError());
    throw error;
  }

  const feed = services.find(({ name }) => name === 'feed');
  if (options.once && feed) {
    const watching = new AbortController();
    const watched = watchSourceEnd(feed.url, () => say(END_OF_FILE), { signal: watching.signal });
    stack.defer(async () => {
      watching.abort();
      await watched;
    });
  }
  if (options.dev) {
    const restartable = services.flatMap((service) => {
      const plan = plans.find(({ name }) => name === service.name);
      const restart = async () => (service.isWanted ? service.restart() : undefined);
      return plan ? [{ name: plan.name, entry: plan.entry, restart }] : [];
    });
    stack.use(restartOnEdit(root, restartable, say));
  }
  const running = stack.move();
  return { url, sites, operatorToken, services: started, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function startBrokers(
  natsServer: string,
  options: Options,
  {
    stack,
    signal,
    say,
    services,
  }: {
    stack: AsyncDisposableStack;
    signal: AbortSignal;
    say: (line: string) => void;
    services: readonly Service[];
  },
): Promise<{ sites: Sites; credentials: Credentials }> {
  const { data: dataDir, brokers, sync, basePort } = options;
  const credentials = await loadCredentials(dataDir, topologyOf(options));
  const run = async () => {
    const sites = stack.use(
      await startSites({ natsServer, dataDir, brokers, sync, basePort, credentials, notify: say }),
    );
    const all = sites.all.flatMap((site) => site.brokers);
    const brokerUrls = Object.fromEntries(sites.all.map(({ site, urls }) => [site, urls]));
    stack.use(await serveControl(dataDir, { cable: sites.cable, brokers: all, brokerUrls, services: () => services }));
    return sites;
  };
  let sites: Sites | undefined;
  await showProgress([[{ title: 'Brokers of all sites', run: async () => void (sites = await run()) }]], signal);
  if (!sites) throw new Error('the brokers did not start');
  return { sites, credentials };
}

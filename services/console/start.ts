import type { ConsoleState } from '@quotebridge/contracts/wire';
import { LINK_ACTIONS, PROCESS_ACTIONS } from '@quotebridge/contracts/wire';
import {
  createHttpServer,
  createLogger,
  createMetrics,
  listen,
  listeningWith,
  systemClock,
} from '@quotebridge/service-kit';
import type { Clock, Listening, Logger, StartDeps } from '@quotebridge/service-kit';
import { Acting } from './acting/acting.ts';
import { AuditLog } from './acting/audit-log.ts';
import { controlSocket } from './acting/control-socket.ts';
import { Migrations } from './acting/migrations.ts';
import { Operator } from './acting/operator.ts';
import { createApp } from './app.ts';
import type { ConsoleConfig } from './config.ts';
import { receiptsOf, StateBuilder } from './core/state.ts';
import { StateFeed } from './state-feed.ts';
import { watchPlan } from './watch/plan.ts';
import { watchInstances } from './watch/watch.ts';

/** Starts the console: it watches every service of both sites, and serves what it finds as one state. */
export async function start(
  config: ConsoleConfig,
  {
    stopping,
    log = createLogger('console', config.LOG_LEVEL),
    clock = systemClock,
  }: StartDeps & { readonly clock?: Clock },
): Promise<Listening> {
  await using stack = new AsyncDisposableStack();
  const watch = stack.use(watchInstances(config.INSTANCES, { clock, log }));
  const plan = config.acting === null ? null : stack.use(watchPlan(config.acting.controlSocket, { clock, log }));
  const acting = config.acting === null ? null : await openActing(config.acting, { stack, clock, log });
  const migrations = acting === null ? null : migrationsOf(config, () => clock().wall);
  const builder = new StateBuilder(config.LINK, acting === null ? [] : actionsOf(migrations));
  const read = () => {
    const { monotonic: now, wall } = clock();
    const planned = plan?.last()?.value ?? null;
    return builder.build({
      sites: watch.sites(),
      services: watch.services(planned),
      brokers: watch.brokers(),
      shares: watch.shares(),
      cable: planned?.cable ?? null,
      migration: migrations?.current ?? null,
      now,
      wall,
    });
  };
  const feed = stack.use(new StateFeed(read));
  const receipts = () =>
    receiptsOf(watch.sites().find(({ site }) => site === config.LINK.to)?.audit?.report.receipts ?? []);
  const health = {
    notReady: () => (stopping.aborted ? 'draining' : null),
    metrics: createMetrics('console', 'public'),
  };
  const server = createHttpServer(
    createApp({ feed, receipts, acting, migrations, health, log, trustedProxies: config.TRUSTED_PROXIES }),
  );
  const listening = stack.use(await listen(server, config.HOST, config.PORT));
  // Event streams do not end by themselves, and the server would wait for them.
  stack.defer(() => server.closeAllConnections());
  log.info({ url: listening.url }, 'listening');
  return listeningWith(listening, stack);
}

function migrationsOf({ MIGRATE_ENTRY: entry, DATA_DIR: data }: ConsoleConfig, now: () => number): Migrations | null {
  return entry === undefined || data === undefined ? null : new Migrations({ entry, data, now });
}

function actionsOf(migrations: Migrations | null): ConsoleState['actions'] {
  return [...LINK_ACTIONS, ...PROCESS_ACTIONS, ...(migrations === null ? [] : (['migrate'] as const))];
}

interface ActingContext {
  readonly stack: AsyncDisposableStack;
  readonly clock: Clock;
  readonly log: Logger;
}

async function openActing(
  config: NonNullable<ConsoleConfig['acting']>,
  { stack, clock, log }: ActingContext,
): Promise<Acting> {
  const audit = stack.use(await AuditLog.open(config.auditFile));
  const operator = new Operator(config.operatorToken, () => clock().monotonic);
  return new Acting({ actions: controlSocket(config.controlSocket), operator, audit, clock, log });
}

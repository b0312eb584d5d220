import type { StreamInfo } from '@nats-io/jetstream';
import {
  AUDIT_SYMBOLS_SUBJECT,
  auditMarksSchema,
  auditMarksSubject,
  auditStatusSubject,
  QUOTES_STREAM,
  symbolsRequestSchema,
} from '@quotebridge/contracts';
import type { AuditReport, SymbolAccounts } from '@quotebridge/contracts';
import { readStream, watchSiteStatus } from '@quotebridge/quote-reader';
import type { SiteStatus } from '@quotebridge/quote-reader';
import {
  connectNats,
  createHealthServer,
  createLogger,
  createMetrics,
  listen,
  listeningWith,
  pause,
  systemClock,
} from '@quotebridge/service-kit';
import type { Clock, Listening, Logger, Msg, NatsConnection, StartDeps } from '@quotebridge/service-kit';
import type { z } from 'zod';
import { Auditor } from './auditor.ts';
import type { AuditorConfig } from './config.ts';
import { auditGauges } from './gauges.ts';
import { openStateStore } from './state-store.ts';
import type { StateStore } from './state-store.ts';

const RETRY_MS = 500;
/** How often it looks whether quotes are fresh, in milliseconds: far below the time after which they are stale. */
const LOOK_EVERY_MS = 100;
const PUBLISH_EVERY_MS = 1_000;

/** Starts the auditor of a site: reads its whole stream of quotes, compares it with the other sites', and publishes what it finds. */
export async function start(
  config: AuditorConfig,
  {
    stopping,
    log = createLogger('auditor', config.LOG_LEVEL),
    clock = systemClock,
  }: StartDeps & { readonly clock?: Clock },
): Promise<Listening> {
  await using stack = new AsyncDisposableStack();
  const metrics = createMetrics('auditor', config.SITE);
  let isReading = false;
  let report: () => AuditReport | null = () => null;
  const health = createHealthServer({
    metrics,
    notReady: () => (isReading ? null : 'the stream is not read yet'),
    status: () => report(),
  });
  const listening = stack.use(await listen(health, config.HOST, config.PORT));
  const { SITE: site, NATS_API_PREFIX: apiPrefix } = config;
  const nc = await connectNats({
    servers: config.NATS_URL,
    user: config.NATS_USER,
    password: config.NATS_PASSWORD,
    name: `auditor-${site}`,
    log,
  });
  stack.defer(() => nc.close());
  const status = stack.use(watchSiteStatus({ nc, site, log, clock }));
  const gauges = auditGauges(metrics);

  const running = (async () => {
    const store = await untilDone(() => openStateStore(nc, config.REPLICAS), log, stopping);
    const saved = store && (await untilDone(() => store.load(), log, stopping));
    if (store === undefined || saved === undefined) return;
    const auditor = new Auditor({ site, clock, saved });
    let isReadable = false;
    report = () => (auditor.status === null ? null : { ...auditor.status, seqSum: auditor.seqSum });
    answerOthers(nc, auditor, site, log);
    const save = createSaver(store, auditor, log);
    let wasRead = auditor.position;
    const timers = [
      setInterval(() => {
        const receipt = auditor.look(isReadable && !nc.isClosed(), status);
        if (receipt === null) return;
        log.info({ receipt }, receipt.to === null ? 'quotes are interrupted' : 'the interruption is over');
        gauges.count(receipt);
        void save();
      }, LOOK_EVERY_MS),
      setInterval(() => publish(nc, auditor, gauges.show), PUBLISH_EVERY_MS),
      setInterval(() => {
        if (auditor.position !== wasRead) void save();
        wasRead = auditor.position;
      }, config.SAVE_EVERY_MS),
    ];
    try {
      await readAll({
        nc,
        apiPrefix,
        auditor,
        status,
        log,
        stopping,
        onReadable: (readable) => {
          isReadable = readable;
          isReading ||= readable;
        },
      });
    } finally {
      for (const timer of timers) clearInterval(timer);
      await save();
    }
  })();
  running.catch((error: unknown) => log.error({ err: error }, 'the audit ended'));
  stack.defer(() => running);
  return listeningWith(listening, stack);
}

/** Tries until it succeeds; `undefined` when the service is to stop. */
async function untilDone<T>(act: () => Promise<T>, log: Logger, stopping: AbortSignal): Promise<T | undefined> {
  while (!stopping.aborted) {
    try {
      return await act();
    } catch (error) {
      log.warn({ err: error }, 'cannot read the saved state; trying on');
    }
    await pause(RETRY_MS, stopping);
  }
  return undefined;
}

interface ReadDeps {
  readonly nc: NatsConnection;
  readonly apiPrefix: string;
  readonly auditor: Auditor;
  readonly status: SiteStatus;
  readonly log: Logger;
  readonly stopping: AbortSignal;
  readonly onReadable: (isReadable: boolean) => void;
}

/** Reads every message of the stream, from where the auditor is. Opens it anew when it turns out to be another one. */
async function readAll({ nc, apiPrefix, auditor, status, log, stopping, onReadable }: ReadDeps): Promise<void> {
  while (!stopping.aborted) {
    const rewritten = new AbortController();
    await readStream({
      nc,
      apiPrefix,
      stream: QUOTES_STREAM,
      startAfter: () => auditor.startAfter,
      onOpen: (info: StreamInfo) => {
        status.observe(info.config.mirror === undefined ? 'origin' : 'mirror');
        auditor.open({
          created: Date.parse(info.created),
          first: info.state.first_seq,
          last: info.state.last_seq,
        });
      },
      onMessage: (message) => {
        if (rewritten.signal.aborted) return;
        const { seq: position, subject } = message;
        const stored = { position, subject, text: message.string(), time: message.time.getTime() };
        if (auditor.take(stored)) return;
        log.warn({ position }, 'the stream is not the one that was audited: it is audited from its first message on');
        rewritten.abort();
      },
      onReadable,
      log,
      signal: AbortSignal.any([stopping, rewritten.signal]),
    });
  }
}

function publish(nc: NatsConnection, auditor: Auditor, show: ReturnType<typeof auditGauges>['show']): void {
  const { status, marks } = auditor;
  if (status === null || marks === null || nc.isClosed()) return;
  show(status);
  nc.publish(auditStatusSubject(status.site), JSON.stringify(status));
  nc.publish(auditMarksSubject(status.site), JSON.stringify(marks));
}

/** Takes the marks of other sites, and answers with the accounts of symbols. */
function answerOthers(nc: NatsConnection, auditor: Auditor, site: string, log: Logger): void {
  nc.subscribe(auditMarksSubject('*'), {
    callback: (error, message) => {
      const marks = error ?? parse(auditMarksSchema, message);
      if (marks instanceof Error) log.warn({ err: marks }, "refused another site's marks");
      else if (message.subject === auditMarksSubject(marks.site)) auditor.compare(marks);
    },
  });
  nc.subscribe(AUDIT_SYMBOLS_SUBJECT, {
    callback: (error, message) => {
      const request = error ?? parse(symbolsRequestSchema, message);
      if (request instanceof Error) return;
      message.respond(JSON.stringify({ site, symbols: auditor.symbols(request.symbols) } satisfies SymbolAccounts));
    },
  });
}

function parse<T>(schema: z.ZodType<T>, message: Msg): T | Error {
  try {
    return schema.parse(message.json());
  } catch (error) {
    return error as Error;
  }
}

/** Saves one state at a time, and the newest again when it changed meanwhile. */
function createSaver(store: StateStore, auditor: Auditor, log: Logger): () => Promise<void> {
  let saving: Promise<void> | null = null;
  let isWanted = false;
  const saveAll = async () => {
    while (isWanted) {
      isWanted = false;
      const { saved } = auditor;
      if (saved === null) continue;
      await store
        .save(saved)
        .catch((error: unknown) => log.warn({ err: error }, 'could not save the state; the next save covers it'));
    }
  };
  return () => {
    isWanted = true;
    saving ??= saveAll().finally(() => {
      saving = null;
    });
    return saving;
  };
}

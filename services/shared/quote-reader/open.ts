import {
  HEARTBEAT_SUBJECT,
  QUOTE_SUBJECTS,
  QUOTES_STREAM,
  STALE_AFTER_MS,
  WireError,
} from '@quotebridge/contracts/wire';
import type { Quote } from '@quotebridge/contracts/wire';
import { systemClock, type Clock, type Logger, type NatsConnection } from '@quotebridge/service-kit';
import { watchBroker } from './broker-watch.ts';
import type { SiteStatus } from './site-status.ts';
import { FreshnessWatch } from './freshness.ts';
import { QuoteMerge } from './merge.ts';
import type { Effect, Entry, MergeTotals, Via } from './merge.ts';
import { readStream } from './stream-reader.ts';
import { TwiceRead } from './twice-read.ts';
import { VerdictTracker } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/** How often freshness is evaluated, in milliseconds: far below the time after which prices are stale. */
const CHECK_EVERY_MS = 100;

export interface Freshness extends Verdict {
  /** Age of the feed's newest heartbeat in milliseconds, whether it covers the prices or not; `null` before the first. Never negative. */
  readonly heartbeatAge: number | null;
}

/** A received quote and its effect. Duplicates are not reported. `entry` is the symbol's state after it. */
export interface QuoteChange {
  readonly effect: Exclude<Effect, 'duplicate'>;
  readonly quote: Quote;
  readonly entry: Entry;
  readonly via: Via;
  /** When this site's stream stored it, in milliseconds since the Unix epoch; `null` for a core quote. */
  readonly stored: number | null;
}

/** A message of this site's stream. */
export interface StreamPlace {
  /** Its number in the stream, the same at both sites. */
  readonly streamSeq: number;
  /** When the origin stored it, in milliseconds since the Unix epoch. */
  readonly stored: number;
}

/** A quote as this site's stream holds it. */
export interface StoredQuote extends StreamPlace {
  readonly quote: Quote;
}

export interface QuotesOptions {
  readonly nc: NatsConnection;
  /** The prefix of the JetStream API for the connection's user. */
  readonly apiPrefix: string;
  readonly log: Logger;
  readonly site: Pick<SiteStatus, 'role' | 'link' | 'bridge' | 'activity' | 'observe'>;
  /** Also hold a core subscription: fresh during elections and sooner back after a cut, at twice the traffic. */
  readonly core: boolean;
  /** Called for every quote, in order per symbol. Must not throw. */
  readonly onChange?: (change: QuoteChange) => void;
  /** Called for every quote of the stream, in order and each once, whether core delivered it before or not. Must not throw. */
  readonly onStored?: (stored: StoredQuote) => void;
  /** Called when `stale`, `complete`, `link` or the agreement of the clocks changes. Must not throw. */
  readonly onFreshness?: (freshness: Freshness) => void;
  /** Called for each message that breaks the contract. It is logged and skipped. Must not throw. */
  readonly onRefused: (stream: string) => void;
  /** Called when everything read before is void: the stream was recreated. */
  readonly onReset?: () => void;
  readonly clock?: Clock;
}

export interface QuotesTotals extends MergeTotals {
  /** Messages that broke the contract. They are counted, logged and skipped. */
  readonly refused: number;
}

/** The newest quote of every symbol of a site's stream, kept up to date. */
export interface Quotes extends AsyncDisposable {
  /** Resolves when the snapshot is complete. */
  readonly ready: Promise<void>;
  readonly isReady: boolean;
  /** True once prices were fresh after the snapshot, or would have been by now if they were. */
  readonly freshnessKnown: boolean;
  /** By symbol. A live view. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly freshness: Freshness;
  readonly totals: QuotesTotals;
  /** Grows whenever the newest quote of a symbol changes, and when all become void: a cache made of `entries` is valid until then. */
  readonly changes: number;
  /** The last message of the stream that was read, of whatever kind; `null` before the first. */
  readonly through: StreamPlace | null;
}

/**
 * Opens the quotes of the site that the connection belongs to. That site's stream may be the origin or a mirror, and need
 * not exist yet.
 */
export function openQuotes(options: QuotesOptions): Quotes {
  const { nc, apiPrefix, log, onChange, onStored, clock = systemClock } = options;
  const stopping = new AbortController();
  const ready = Promise.withResolvers<void>();
  const twice = new TwiceRead();
  let merge = new QuoteMerge();
  let watch = new FreshnessWatch(clock());
  const verdicts = new VerdictTracker();
  const broker = watchBroker(nc, clock);
  let isReadable = false;
  let isReady = false;
  let freshnessKnown = false;
  let knownBy = Number.POSITIVE_INFINITY;
  let refused = 0;
  let changes = 0;
  let through: StreamPlace | null = null;
  const verdict = (): Verdict => {
    const now = clock();
    const coverage = watch.check(now, (heartbeat) => merge.covers(heartbeat));
    const { answers } = broker;
    // A hung broker delivers no status, so the last one of the bridge service is outdated.
    const site = answers
      ? options.site
      : { role: options.site.role, link: 'unknown' as const, bridge: null, activity: null };
    const { complete, ...rest } = verdicts.update(coverage, answers && isReady && isReadable, site, now.monotonic);
    return { ...rest, complete: complete && merge.totals.missing === 0 };
  };
  let current = verdict();

  const receive = (subject: string, json: string, via: Via, kept: StreamPlace | null) => {
    try {
      const message = twice.read(subject, json, kept?.stored ?? clock().wall);
      if (message.kind === 'claim') return;
      if (message.kind === 'heartbeat') {
        watch.receive(message.heartbeat, via, clock(), isReady || via === 'core');
        check();
        return;
      }
      const { quote } = message;
      const effect = merge.apply(quote, via);
      if (effect === 'update' || effect === 'correction') changes += 1;
      const entry = merge.entries.get(quote.symbol);
      if (effect !== 'duplicate' && entry !== undefined)
        onChange?.({ effect, quote, entry, via, stored: kept?.stored ?? null });
      if (kept !== null) onStored?.({ quote, ...kept });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      refused += 1;
      options.onRefused(QUOTES_STREAM);
      log.warn({ subject, rule: error.message, text: json.slice(0, 200) }, 'skipped an invalid message');
    }
  };

  const check = () => {
    const before = current;
    current = verdict();
    freshnessKnown ||= isReady && (current.stale === null || clock().monotonic >= knownBy);
    if (!isSameVerdict(before, current)) options.onFreshness?.(freshness);
  };
  const freshness: Freshness = {
    get stale() {
      return current.stale;
    },
    get complete() {
      return current.complete;
    },
    get link() {
      return current.link;
    },
    get clock() {
      return current.clock;
    },
    get heartbeatAge() {
      return watch.heartbeatAge(clock());
    },
  };

  const subscriptions = options.core
    ? [QUOTE_SUBJECTS, HEARTBEAT_SUBJECT].map((subject) =>
        nc.subscribe(subject, {
          callback: (error, message) => {
            if (error) log.error({ err: error, subject }, 'the core subscription failed');
            else receive(message.subject, message.string(), 'core', null);
          },
        }),
      )
    : [];
  const reading = readStream({
    nc,
    apiPrefix,
    stream: QUOTES_STREAM,
    onOpen: ({ config }) => options.site.observe(config.mirror === undefined ? 'origin' : 'mirror'),
    onMessage: (message) => {
      isReadable = true;
      const place = { streamSeq: message.seq, stored: message.time.getTime() };
      receive(message.subject, message.string(), 'stream', place);
      through = place;
    },
    onSnapshot: () => {
      isReady = true;
      knownBy = clock().monotonic + STALE_AFTER_MS;
      ready.resolve();
      check();
    },
    onRestart: () => {
      log.warn('the stream was recreated: starting from a new snapshot');
      merge = new QuoteMerge();
      watch = new FreshnessWatch(clock());
      isReady = false;
      freshnessKnown = false;
      changes += 1;
      through = null;
      options.onReset?.();
    },
    onReadable: (readable) => {
      isReadable = readable;
    },
    log,
    signal: stopping.signal,
  });
  const timer = setInterval(check, CHECK_EVERY_MS);

  return {
    ready: ready.promise,
    get isReady() {
      return isReady;
    },
    get freshnessKnown() {
      return freshnessKnown;
    },
    get entries() {
      return merge.entries;
    },
    freshness,
    get totals() {
      return { ...merge.totals, refused };
    },
    get changes() {
      return changes;
    },
    get through() {
      return through;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      broker[Symbol.dispose]();
      stopping.abort();
      for (const subscription of subscriptions) subscription.unsubscribe();
      await reading;
    },
  };
}

function isSameVerdict(a: Verdict, b: Verdict): boolean {
  return (
    a.stale?.since === b.stale?.since &&
    a.stale?.reason === b.stale?.reason &&
    a.complete === b.complete &&
    a.link === b.link &&
    a.clock.agree === b.clock.agree
  );
}

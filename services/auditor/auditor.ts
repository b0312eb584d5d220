import { hashText, MAX_RECEIPTS, messageHash, QUOTES_STREAM, toMarkTuple } from '@quotebridge/contracts';
import type { AuditMarks, AuditStatus, QuoteAccountOfSite, Receipt, SymbolAccount } from '@quotebridge/contracts';
import { FreshnessWatch, VerdictTracker } from '@quotebridge/quote-reader';
import type { SiteStatus } from '@quotebridge/quote-reader';
import type { Clock } from '@quotebridge/service-kit';
import { AuditAlarms } from './alarms.ts';
import { OutageWatch } from './outage-watch.ts';
import { SiteComparison } from './site-comparison.ts';
import type { SavedState } from './state-store.ts';
import { StreamAudit } from './stream-audit.ts';
import type { StoredMessage } from './stream-audit.ts';

/** An auditor that was started again sees fresh quotes within this time, if there are any. In milliseconds. */
const SETTLED_MS = 5_000;

/** The stream as it was opened. */
export interface OpenedStream {
  /** When it was made, in milliseconds since the Unix epoch. */
  readonly created: number;
  readonly first: number;
  readonly last: number;
}

export interface AuditorOptions {
  readonly site: string;
  readonly clock: Clock;
  readonly saved: SavedState | null;
}

/** Audits the stream of quotes of one site, compares it with those of others, and writes receipts. It neither reads nor publishes by itself. */
export class Auditor {
  readonly #site: string;
  readonly #clock: Clock;
  readonly #freshness: FreshnessWatch;
  readonly #verdicts = new VerdictTracker();
  readonly #outages: OutageWatch;
  readonly #comparisons = new Map<string, SiteComparison>();
  readonly #others = new Map<string, AuditMarks>();
  #alarms = new AuditAlarms();
  #receipts: readonly Receipt[];
  #audit: StreamAudit;
  #created: number | null;
  #since: number;
  /** The first message that the stream holds, as far as that is known. */
  #first = 1;
  #lastMessage: number | null;
  /** The last message that was stored before this auditor read the stream. */
  #liveAfter = 0;
  /** When it had read that, by the monotonic clock: later messages are live. */
  #caughtUpAt: number | null = null;
  readonly #isResumed: boolean;

  constructor({ site, clock, saved }: AuditorOptions) {
    this.#site = site;
    this.#isResumed = saved !== null;
    this.#clock = clock;
    this.#freshness = new FreshnessWatch(clock());
    this.#outages = new OutageWatch(saved?.outage ?? null);
    this.#receipts = saved?.receipts ?? [];
    this.#audit = new StreamAudit(saved?.audit ?? 1);
    this.#created = saved?.created ?? null;
    this.#since = saved?.since ?? clock().wall;
    this.#lastMessage = saved?.lastMessage ?? null;
  }

  /** The last message audited. */
  get position(): number {
    return this.#audit.position;
  }

  /** After which message to read on: the last one is read again, to see whether it is still the one that was audited. */
  get startAfter(): number {
    return Math.max(0, this.#audit.position - (this.#lastMessage === null ? 0 : 1));
  }

  /** The stream was opened. One that was recreated, or that lacks what was audited, is audited from its first message on. */
  open(stream: OpenedStream): void {
    this.#first = stream.first;
    if (stream.created !== this.#created || stream.last < this.#audit.position) this.#begin(stream);
    if (this.#caughtUpAt !== null) return;
    this.#liveAfter = stream.last;
    this.#noticeCaughtUp();
  }

  /** The next message. False when the stream is not the one that was audited: it has to be opened again. */
  take(message: StoredMessage): boolean {
    const content = messageHash(message.position, message.subject, message.text).low;
    if (message.position <= this.#audit.position) {
      if (message.position < this.#audit.position || content === this.#lastMessage) return true;
      // Rewritten since: what else is other shows when it is read from the first message on.
      this.#created = null;
      return false;
    }
    this.#lastMessage = content;
    const read = this.#audit.take(message);
    if ('kind' in read && read.kind === 'heartbeat') {
      this.#freshness.receive(read.heartbeat, 'stream', this.#clock(), this.#caughtUpAt !== null);
    }
    this.#noticeCaughtUp();
    return true;
  }

  /** What another site's auditor published. */
  compare(other: AuditMarks): void {
    if (other.site === this.#site) return;
    this.#others.set(other.site, other);
    let comparison = this.#comparisons.get(other.site);
    if (comparison === undefined) {
      comparison = new SiteComparison(other.site);
      this.#comparisons.set(other.site, comparison);
    }
    comparison.observe(this.#audit.marks, other);
  }

  /** Looks whether the stream brings fresh quotes. Answers with a receipt when one is new or has changed. */
  look(isReadable: boolean, site: Pick<SiteStatus, 'role' | 'link' | 'bridge' | 'activity'>): Receipt | null {
    const now = this.#clock();
    const quotes = site.bridge?.streams.find(({ stream }) => stream === QUOTES_STREAM);
    if (quotes?.declared === true) this.#first = quotes.firstSeq;
    // The stream is read in its order: whatever a heartbeat counts was there before it.
    const coverage = this.#freshness.check(now, () => true);
    const { stale } = this.#verdicts.update(coverage, isReadable, site, now.monotonic);
    const receipt = this.#outages.observe({
      fresh: stale === null,
      since: stale?.since ?? now.wall,
      time: now.wall,
      wasFreshBefore: this.#isResumed && now.monotonic - (this.#caughtUpAt ?? now.monotonic) >= SETTLED_MS,
      cause: stale?.reason ?? 'unknown',
      totals: this.#audit.totals,
    });
    if (receipt === null) return null;
    this.#receipts = [receipt, ...this.#receipts.filter(({ from }) => from !== receipt.from)].slice(0, MAX_RECEIPTS);
    return receipt;
  }

  /** `null` until the stream was opened. */
  get status(): AuditStatus | null {
    if (this.#created === null) return null;
    const time = this.#clock().wall;
    const { totals, mark, from } = this.#audit;
    for (const comparison of this.#comparisons.values()) comparison.dropBefore(this.#first);
    const comparisons = Array.from(this.#comparisons.values(), (one) => one.result(this.#audit.published));
    return {
      site: this.#site,
      time,
      since: this.#since,
      created: this.#created,
      from,
      position: mark.position,
      hash: hashText(mark.hash),
      totals,
      account: this.#account,
      comparisons,
      alarms: this.#alarms.observe({ time, first: this.#first, position: mark.position, totals, comparisons }),
      receipts: [...this.#receipts],
    };
  }

  /** The sum of the newest `seq` of every symbol: a position that compares between sites. */
  get seqSum(): number {
    return this.#audit.published;
  }

  /** What other sites compare with; `null` until the stream was opened. */
  get marks(): AuditMarks | null {
    if (this.#created === null) return null;
    const { position, published, marks } = this.#audit;
    return {
      site: this.#site,
      time: this.#clock().wall,
      since: this.#since,
      created: this.#created,
      position,
      published,
      marks: marks.map(toMarkTuple),
    };
  }

  get saved(): SavedState | null {
    if (this.#created === null) return null;
    return {
      created: this.#created,
      since: this.#since,
      audit: this.#audit.state,
      lastMessage: this.#lastMessage,
      receipts: this.#receipts,
      outage: this.#outages.open,
    };
  }

  symbols(names: readonly string[]): SymbolAccount[] {
    return names.flatMap((name) => this.#audit.symbol(name) ?? []);
  }

  /** What is published and not here yet is known as far as the other sites' auditors have said it. */
  get #account(): QuoteAccountOfSite {
    const { published, received, missing } = this.#audit.totals;
    const ahead = Math.max(0, ...Array.from(this.#others.values(), (other) => other.published - this.#audit.published));
    return { published: published + ahead, delivered: received, conflated: 0, held: ahead, lost: missing };
  }

  #noticeCaughtUp(): void {
    if (this.#caughtUpAt === null && this.#audit.position >= this.#liveAfter)
      this.#caughtUpAt = this.#clock().monotonic;
  }

  #begin({ created, first }: OpenedStream): void {
    this.#created = created;
    this.#since = this.#clock().wall;
    this.#audit = new StreamAudit(Math.max(1, first));
    this.#lastMessage = null;
    this.#comparisons.clear();
    this.#alarms = new AuditAlarms();
  }
}

import {
  decodeFeedMessage,
  fromMarkTuple,
  messageHash,
  RunningHash,
  toMarkTuple,
  WireError,
} from '@quotebridge/contracts';
import type { AuditTotals, FeedMessage, Mark, MarkTuple, Quote, SymbolAccount } from '@quotebridge/contracts';
import { SymbolAudit } from './symbol-audit.ts';
import type { Finding, SymbolState } from './symbol-audit.ts';

/** The stream's marks lie that many messages apart. */
const MARK_EVERY = 256;
/** Symbols beyond these are counted and not audited: memory and the saved state are bounded. */
const MAX_SYMBOLS = 10_000;

/** A message of a stream. `time`: when the origin stored it, in milliseconds since the Unix epoch. */
export interface StoredMessage {
  readonly position: number;
  readonly subject: string;
  readonly text: string;
  readonly time: number;
}

/** What of an audit survives a restart. */
export interface StreamAuditState {
  readonly from: number;
  readonly mark: MarkTuple;
  readonly marks: readonly MarkTuple[];
  readonly skipped: number;
  readonly refused: number;
  readonly untracked: number;
  readonly symbols: readonly (readonly [symbol: string, state: SymbolState])[];
}

type Counted = Pick<AuditTotals, 'received' | 'missing' | 'duplicates' | 'outOfOrder' | 'conflicting'>;
const COUNTED_AS: Readonly<Record<Finding, keyof Counted>> = {
  next: 'received',
  late: 'outOfOrder',
  duplicate: 'duplicates',
  conflicting: 'conflicting',
};

/** Audits a stream of quotes message by message, in its order. Pure: the same messages give the same audit, however often it was saved and resumed. */
export class StreamAudit {
  /** The first message audited. */
  readonly from: number;
  readonly #symbols = new Map<string, SymbolAudit>();
  readonly #hash: RunningHash;
  readonly #counted: Counted = { received: 0, missing: 0, duplicates: 0, outOfOrder: 0, conflicting: 0 };
  /** The sum of the newest `seq` of every symbol, and what of it was there before the audit. */
  #sum = 0;
  #before = 0;
  #skipped: number;
  #refused: number;
  #untracked: number;

  /** Begins with message `from` of a stream, or goes on from a saved state. */
  constructor(start: number | StreamAuditState) {
    if (typeof start === 'number') {
      this.from = start;
      this.#hash = new RunningHash(MARK_EVERY, start - 1);
      this.#skipped = 0;
      this.#refused = 0;
      this.#untracked = 0;
      return;
    }
    this.from = start.from;
    this.#hash = new RunningHash(MARK_EVERY, {
      mark: fromMarkTuple(start.mark),
      marks: start.marks.map(fromMarkTuple),
    });
    this.#skipped = start.skipped;
    this.#refused = start.refused;
    this.#untracked = start.untracked;
    for (const [symbol, state] of start.symbols) this.#add(symbol, new SymbolAudit(state));
  }

  /** The last message audited. */
  get position(): number {
    return this.#hash.position;
  }

  /** The sum of the newest `seq` of every symbol. */
  get published(): number {
    return this.#sum;
  }

  /** The last covers everything. */
  get marks(): readonly Mark[] {
    return this.#hash.marks;
  }

  /** Covers everything. */
  get mark(): Mark {
    return this.#hash.mark;
  }

  get totals(): AuditTotals {
    return {
      symbols: this.#symbols.size,
      published: this.#sum - this.#before,
      ...this.#counted,
      skipped: this.#skipped,
      refused: this.#refused,
      untracked: this.#untracked,
    };
  }

  /** The account of a symbol; `undefined` for one that is not audited. */
  symbol(symbol: string): SymbolAccount | undefined {
    return this.#symbols.get(symbol)?.account(symbol);
  }

  /** The next message. Answers with its content, or with what is wrong with it. */
  take({ position, subject, text, time }: StoredMessage): FeedMessage | WireError {
    this.#skipped += position - this.position - 1;
    this.#hash.append(position, messageHash(position, subject, text));
    try {
      const message = decodeFeedMessage(subject, text, time);
      if (message.kind === 'quote') this.#takeQuote(message.quote);
      return message;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#refused += 1;
      return error;
    }
  }

  get state(): StreamAuditState {
    return {
      from: this.from,
      mark: toMarkTuple(this.#hash.mark),
      marks: this.#hash.marks.map(toMarkTuple),
      skipped: this.#skipped,
      refused: this.#refused,
      untracked: this.#untracked,
      symbols: Array.from(this.#symbols, ([symbol, audit]) => [symbol, audit.state] as const),
    };
  }

  #takeQuote(quote: Quote): void {
    let audit = this.#symbols.get(quote.symbol);
    if (audit === undefined) {
      if (this.#symbols.size >= MAX_SYMBOLS) {
        this.#untracked += 1;
        return;
      }
      // Of a stream that is read from its first message on every symbol begins at 1; of another one where it is met.
      audit = SymbolAudit.from(this.from === 1 ? 1 : quote.seq);
      this.#add(quote.symbol, audit);
    }
    const before = { seq: audit.seq, missing: audit.missing };
    const finding = audit.take(quote);
    this.#counted[COUNTED_AS[finding]] += 1;
    if (finding === 'late') this.#counted.received += 1;
    this.#counted.missing += audit.missing - before.missing;
    this.#sum += audit.seq - before.seq;
  }

  #add(symbol: string, audit: SymbolAudit): void {
    const { from, seq, received, missing, duplicates, outOfOrder, conflicting } = audit.account(symbol);
    this.#symbols.set(symbol, audit);
    this.#sum += seq;
    this.#before += from - 1;
    this.#counted.received += received;
    this.#counted.missing += missing;
    this.#counted.duplicates += duplicates;
    this.#counted.outOfOrder += outOfOrder;
    this.#counted.conflicting += conflicting;
  }
}

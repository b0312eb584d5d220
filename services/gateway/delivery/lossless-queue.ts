import { encodeTupleHead, toTuple } from '@quotebridge/contracts/wire';
import type { Quote, QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import type { ConflatorOptions, FlushTotals, OpenBatch, Outlet } from './conflator.ts';
import { WHOLE } from './field-set.ts';
import { encodeTuple } from './packets.ts';

export interface RecorderOptions<Packet> extends ConflatorOptions<Packet> {
  /** The most quotes that may wait for one client. */
  readonly maxQueued: number;
  /** Told once of a client for which more would have had to wait. It gets nothing from then on. */
  readonly onOverflow: (outlet: Outlet<Packet>) => void;
}

interface Line {
  readonly symbols: Set<string>;
  isWholeMarket: boolean;
  batches: OpenBatch[];
  queued: number;
}

/**
 * Gives each client every quote of the stream, in the stream's order, none replaced: for who records. What waits for a
 * client is bounded, and who exceeds that is given up.
 *
 * It hears of quotes by the stream alone: what a core subscription brings sooner may be refused by the stream later.
 */
export class Recorder<Packet> {
  readonly #options: RecorderOptions<Packet>;
  readonly #newest = new Map<string, Quote>();
  readonly #lines = new Map<Outlet<Packet>, Line>();
  readonly #behind = new Set<Outlet<Packet>>();
  #encoded = 0;

  constructor(options: RecorderOptions<Packet>) {
    this.#options = options;
  }

  get hasBehind(): boolean {
    return this.#behind.size > 0;
  }

  /** Takes in the stream's next quote. True when a client gets it. */
  hear(quote: Quote): boolean {
    const { symbol } = quote;
    const before = this.#newest.get(symbol);
    // A reader that found its place in the stream again may come by quotes that it had.
    if (before !== undefined && before.epoch === quote.epoch && before.seq >= quote.seq) return false;
    this.#newest.set(symbol, quote);
    let tuple: Buffer | undefined;
    for (const [outlet, line] of this.#lines) {
      if (!line.isWholeMarket && !line.symbols.has(symbol)) continue;
      tuple ??= this.#encode(quote);
      this.#push(outlet, line, quote.epoch, tuple);
    }
    return tuple !== undefined;
  }

  /** Subscribes, and answers with the stream's newest quotes: what follows in the stream follows on from those. */
  subscribe(outlet: Outlet<Packet>, symbols: readonly string[] | '*'): readonly QuoteBatch[] {
    const line = this.#lines.get(outlet) ?? {
      symbols: new Set<string>(),
      isWholeMarket: false,
      batches: [],
      queued: 0,
    };
    this.#lines.set(outlet, line);
    if (symbols === '*') line.isWholeMarket = true;
    else for (const symbol of symbols) line.symbols.add(symbol);
    const byEpoch = new Map<number, QuoteTuple[]>();
    for (const symbol of symbols === '*' ? this.#newest.keys() : new Set(symbols)) {
      const quote = this.#newest.get(symbol);
      if (quote === undefined) continue;
      const tuples = byEpoch.get(quote.epoch) ?? [];
      if (tuples.push(toTuple(quote, 0)) === 1) byEpoch.set(quote.epoch, tuples);
    }
    // The answer overtakes what waits for the next flush, and holds its newest.
    this.#drop(line, symbols);
    return Array.from(byEpoch, ([epoch, quotes]) => ({ epoch, quotes }));
  }

  unsubscribe(outlet: Outlet<Packet>, symbols: readonly string[] | '*'): void {
    const line = this.#lines.get(outlet);
    if (line === undefined) return;
    if (symbols === '*') this.remove(outlet);
    else for (const symbol of symbols) line.symbols.delete(symbol);
    this.#drop(line, symbols);
  }

  remove(outlet: Outlet<Packet>): void {
    this.#lines.delete(outlet);
    this.#behind.delete(outlet);
  }

  reset(): void {
    this.#newest.clear();
    this.#lines.clear();
    this.#behind.clear();
  }

  flush(): FlushTotals {
    return this.retry();
  }

  retry(): FlushTotals {
    const totals = { encoded: this.#encoded, packed: 0, packets: 0, tuples: 0, folded: 0, skipped: 0 };
    this.#encoded = 0;
    for (const outlet of this.#behind) {
      const line = this.#lines.get(outlet);
      if (line === undefined || line.queued === 0) {
        this.#behind.delete(outlet);
      } else if (outlet.isDrained) {
        this.#behind.delete(outlet);
        totals.packed += 1;
        totals.packets += 1;
        totals.tuples += line.queued;
        const { batches } = line;
        line.batches = [];
        line.queued = 0;
        outlet.send(this.#options.pack(batches, WHOLE));
      } else {
        totals.skipped += 1;
      }
    }
    return totals;
  }

  #encode(quote: Quote): Buffer {
    this.#encoded += 1;
    this.#options.onEncode?.(quote);
    return encodeTuple(encodeTupleHead(quote), 0);
  }

  #push(outlet: Outlet<Packet>, line: Line, epoch: number, tuple: Buffer): void {
    if (line.queued >= this.#options.maxQueued) {
      this.remove(outlet);
      this.#options.onOverflow(outlet);
      return;
    }
    const last = line.batches.at(-1);
    if (last?.epoch === epoch) last.tuples.push(tuple);
    else line.batches.push({ epoch, tuples: [tuple] });
    line.queued += 1;
    this.#behind.add(outlet);
  }

  /** Takes what waits of some symbols out of a line. */
  #drop(line: Line, symbols: readonly string[] | '*'): void {
    if (line.queued === 0) return;
    const heads = symbols === '*' ? null : symbols.map((symbol) => Buffer.from(`,["${symbol}",`));
    const kept = line.batches.map(({ epoch, tuples }) => ({
      epoch,
      tuples:
        heads === null
          ? []
          : tuples.filter((tuple) => !heads.some((head) => tuple.subarray(0, head.length).equals(head))),
    }));
    line.batches = kept.filter(({ tuples }) => tuples.length > 0);
    line.queued = line.batches.reduce((sum, { tuples }) => sum + tuples.length, 0);
  }
}

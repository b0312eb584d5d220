import type { Quote } from '@quotebridge/contracts/wire';
import type { QuotesOptions } from '@quotebridge/quote-reader';
import { Conflator } from './conflator.ts';
import type { FlushTotals, Outlet } from './conflator.ts';
import { DeliveryProbes } from './delivery-probes.ts';
import type { ProbedClient } from './delivery-probes.ts';
import type { FlushLimits } from './flush-clock.ts';
import { createFlusher } from './flusher.ts';
import { LosslessQueue } from './lossless-queue.ts';
import { quoteFrames } from './packets.ts';

export interface DeliveryOptions {
  readonly flush: FlushLimits;
  /** The most quotes that may wait for one client in mode `every`. */
  readonly maxQueuedQuotes: number;
  /** Called once for a client that exceeds it. */
  readonly onOverflow: (client: Outlet<Buffer>) => void;
  readonly onEncode: (quote: Quote) => void;
  readonly onSent: (totals: FlushTotals) => void;
  /** Called with how long each flush took, in seconds. */
  readonly onFlush: (seconds: number) => void;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

export interface Delivery extends Disposable {
  readonly conflator: Conflator<Buffer>;
  readonly lossless: LosslessQueue<Buffer>;
  readonly probes: DeliveryProbes;
  /** The present time between two flushes, in milliseconds. */
  readonly flushIntervalMs: number;
  /** Handlers for the quote reader. */
  readonly handlers: Required<Pick<QuotesOptions, 'onChange' | 'onStored'>>;
  remove(client: Outlet<Buffer> & ProbedClient): void;
  /** Removes all quotes, clients and subscriptions. */
  reset(): void;
}

/** Delivers quotes from the reader to the clients. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { flush, maxQueuedQuotes, onOverflow, onEncode, onSent, onFlush, now } = options;
  const conflator = new Conflator({ pack: quoteFrames, onEncode });
  const lossless = new LosslessQueue({ pack: quoteFrames, maxQueued: maxQueuedQuotes, onOverflow });
  const probes = new DeliveryProbes(now);
  const flusher = createFlusher({ parts: [conflator, lossless], limits: flush, onSent, onFlush });
  return {
    conflator,
    lossless,
    probes,
    get flushIntervalMs() {
      return flusher.intervalMs;
    },
    handlers: {
      onChange(change) {
        conflator.apply(change);
        if (change.effect !== 'fill') probes.onNewest(change.quote);
        flusher.changed();
      },
      onStored({ quote }) {
        if (lossless.enqueue(quote)) flusher.changed();
        probes.onStored(quote);
      },
    },
    remove(client) {
      probes.drop(client);
      conflator.remove(client);
      lossless.remove(client);
    },
    reset() {
      conflator.reset();
      lossless.reset();
    },
    [Symbol.dispose]: () => flusher[Symbol.dispose](),
  };
}

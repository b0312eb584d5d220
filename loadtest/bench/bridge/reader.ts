import { DeliverPolicy, jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { decodeQuote, QUOTE_SUBJECTS, QUOTES_STREAM } from '@quotebridge/contracts/wire';
import type { Quote } from '@quotebridge/contracts/wire';
import { openQuotes, watchSiteStatus } from '@quotebridge/quote-reader';
import { createLogger } from '@quotebridge/service-kit';
import { Ages } from '../../receiver/ages.ts';
import type { AgeFigures } from '../../receiver/ages.ts';
import { now } from '../fanout/clock.ts';
import type { Read } from './ways.ts';

/** A process of its own: reads quotes in the cloud in one of the ways, and measures how old each is when it is first received. */

/** Quotes that were to be published between these moments, in milliseconds since the Unix epoch, are measured. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** `payload`: bytes of subject and content of a quote, on average. */
export interface ReaderFigures extends AgeFigures {
  readonly payload: number;
}

const LATE_MS = 15_000;
const POLL_MS = 20;

let measured: Window = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY };
let ages = new Ages(0, Number.MAX_SAFE_INTEGER);
let newest = 0;
let payload = 0;

function record({ published }: Quote, at: number): void {
  newest = Math.max(newest, published);
  if (published >= measured.from && published < measured.to) ages.record(published, at);
}

/** Takes a message as the bare ways deliver it. What the feed sends again was counted before. */
function taker(): (subject: string, text: string) => void {
  const seqs = new Map<string, number>();
  return (subject, text) => {
    const at = now();
    const quote = decodeQuote(text);
    payload = subject.length + text.length;
    if (quote.seq <= (seqs.get(quote.symbol) ?? 0)) return;
    seqs.set(quote.symbol, quote.seq);
    record(quote, at);
  };
}

const reads: Readonly<Record<Read, (nc: NatsConnection) => Promise<void>>> = {
  async core(nc) {
    const take = taker();
    nc.subscribe(QUOTE_SUBJECTS, {
      callback: (error, message) => {
        if (error) throw error;
        take(message.subject, message.string());
      },
    });
    await nc.flush();
  },
  async stream(nc) {
    const take = taker();
    const consumer = await jetstream(nc).consumers.get(QUOTES_STREAM, {
      filter_subjects: QUOTE_SUBJECTS,
      deliver_policy: DeliverPolicy.New,
    });
    await consumer.consume({
      max_messages: 5_000,
      callback: (message) => take(message.subject, message.string()),
    });
  },
  ours: (nc) => openOurs(nc, false),
  'ours-with-core': (nc) => openOurs(nc, true),
};

async function openOurs(nc: NatsConnection, core: boolean): Promise<void> {
  const log = createLogger('reader', 'error');
  const site = watchSiteStatus({ nc, site: 'cloud', log });
  const quotes = openQuotes({
    nc,
    apiPrefix: '$JS.API',
    log,
    site,
    core,
    onRefused: (stream) => {
      throw new Error(`a message of ${stream} breaks the contract`);
    },
    onChange: ({ effect, quote }) => {
      // A correction replaces a quote that was counted.
      if (effect !== 'correction') record(quote, now());
    },
  });
  await quotes.ready;
}

const nc = await connect({ servers: (process.env['NATS_URL'] ?? '').split(',') });
await reads[process.env['READ'] as Read](nc);
process.send?.('ready');
process.on('message', (order: Window | 'end') => {
  if (order !== 'end') {
    measured = order;
    ages = new Ages(0, Number.MAX_SAFE_INTEGER);
    return;
  }
  const deadline = now() + LATE_MS;
  const timer = setInterval(() => {
    if (newest < measured.to && now() < deadline) return;
    clearInterval(timer);
    process.send?.({ ...ages.figures, payload } satisfies ReaderFigures);
  }, POLL_MS);
});
process.once('disconnect', () => process.exit());

import { connect } from '@nats-io/transport-node';
import { decodeQuote, QUOTE_SUBJECTS } from '@quotebridge/contracts/wire';
import type { Quote } from '@quotebridge/contracts/wire';

/** Every quote of the load, as each of the peers gets it. */
export async function quotesIn(onQuote: (quote: Quote, json: string) => void): Promise<void> {
  const nc = await connect({ servers: process.env['NATS_URL'] ?? '' });
  nc.subscribe(QUOTE_SUBJECTS, {
    callback: (error, message) => {
      if (error) throw error;
      const json = message.string();
      onQuote(decodeQuote(json), json);
    },
  });
  await nc.flush();
}

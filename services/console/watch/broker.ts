import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import { z } from 'zod';

const streamSchema = z.object({ name: z.string(), cluster: z.object({ leader: z.string().optional() }).optional() });
/** The part that is used of what a NATS server answers at `/jsz?streams=true`. */
const jetStreamSchema = z.object({
  account_details: z.array(z.object({ stream_detail: z.array(streamSchema).default([]) })).default([]),
});

/** Whether the broker of that name leads the stream of quotes, from its answer. A broker without a cluster leads what it stores. Throws `ZodError`. */
export function leadsQuotes(name: string, answer: unknown): boolean {
  const streams = jetStreamSchema.parse(answer).account_details.flatMap(({ stream_detail }) => stream_detail);
  const quotes = streams.find((stream) => stream.name === QUOTES_STREAM);
  if (quotes === undefined) return false;
  return quotes.cluster?.leader === undefined ? quotes.cluster === undefined : quotes.cluster.leader === name;
}

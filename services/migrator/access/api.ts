import { instrumentSchema, QUOTES_STREAM, quoteSchema } from '@quotebridge/contracts';
import type { Quote } from '@quotebridge/contracts';
import { z } from 'zod';

const ANSWER_WITHIN_MS = 5_000;

const statusSchema = z.object({ streams: z.array(z.object({ stream: z.string(), lastSeq: z.number() })) });
const quotesSchema = z.object({ quotes: z.array(quoteSchema) });
const instrumentsSchema = z.object({ instruments: z.array(instrumentSchema) });
const candlesSchema = z.object({ candles: z.array(z.looseObject({ final: z.boolean() })) });

/** The number of the newest message in the stream of quotes, as an API's site reports it. */
export async function streamSeqOf(api: string): Promise<number> {
  const { streams } = await ask(api, '/v1/status', statusSchema);
  const found = streams.find(({ stream }) => stream === QUOTES_STREAM);
  if (found === undefined) throw new Error('the bridge service has not reported the stream yet');
  return found.lastSeq;
}

/** The market after that message of the stream. Throws while the site has not read that far. */
export async function quotesAt(api: string, streamSeq: number): Promise<Quote[]> {
  return (await ask(api, `/v1/quotes?as_of=seq:${streamSeq}`, quotesSchema)).quotes;
}

export async function symbolsOf(api: string): Promise<string[]> {
  return (await ask(api, '/v1/instruments', instrumentsSchema)).instruments.map(({ symbol }) => symbol);
}

/** A symbol's candles after that message, as text: whether one is final depends on the moment of the question and is left out. */
export async function candlesOf(api: string, symbol: string, streamSeq: number): Promise<string[]> {
  const { candles } = await ask(api, `/v1/candles/${symbol}?interval=1m&as_of=seq:${streamSeq}`, candlesSchema);
  return candles.map((candle) => JSON.stringify({ ...candle, final: undefined }));
}

async function ask<T>(api: string, path: string, schema: z.ZodType<T>): Promise<T> {
  const response = await fetch(`${api.replace(/\/$/, '')}${path}`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${path} answers ${response.status}: ${JSON.stringify(body)}`);
  return schema.parse(body);
}

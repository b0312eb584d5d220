import { encodeQuote } from '@quotebridge/contracts/wire';
import type { Quote } from '@quotebridge/contracts/wire';

const encoded = new WeakMap<Quote, string>();

/** A quote's JSON, encoded once for all responses that contain it. */
export function quoteJson(quote: Quote): string {
  const known = encoded.get(quote);
  if (known !== undefined) return known;
  const json = encodeQuote(quote);
  encoded.set(quote, json);
  return json;
}

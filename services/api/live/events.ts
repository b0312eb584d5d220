import type { StoredQuote } from '@quotebridge/quote-reader';
import type { ResetEvent, StatusEvent } from '../answers.ts';
import { quoteJson } from '../quote-json.ts';

/** Server-sent events as sent over the wire: https://html.spec.whatwg.org/multipage/server-sent-events.html */

/** A quote. Its id, after which a client resumes, is its number in the stream. */
export function quoteText({ quote, streamSeq }: StoredQuote, conflated: number): string {
  return `id: ${streamSeq}\nevent: quote\ndata: ${quoteJson(quote).slice(0, -1)},"conflated":${conflated}}\n\n`;
}

export function statusText(status: StatusEvent): string {
  return `event: status\ndata: ${JSON.stringify(status)}\n\n`;
}

export function resetText(reset: ResetEvent): string {
  return `event: reset\ndata: ${JSON.stringify(reset)}\n\n`;
}

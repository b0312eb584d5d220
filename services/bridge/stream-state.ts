import type { BridgedStream } from '@quotebridge/contracts';

/** What a bridge service says of a stream that is there: the part that tells whether something was removed from it. */
export type StreamState = Pick<BridgedStream, 'messages' | 'bytes' | 'maxBytes' | 'firstSeq' | 'lastSeq'> & {
  /** When it was made, in milliseconds since the Unix epoch. */
  readonly created: number;
};

/** A stream that is limited removes its oldest messages only as far as it must: it stays above this share of its limit. */
const FULL = 0.9;

export function stateOf(stream: BridgedStream | undefined): StreamState | null {
  if (stream === undefined || !stream.declared || stream.created === null) return null;
  return { ...stream, created: stream.created };
}

/** True when its limit explains that its first message is not the first ever. */
export function isFull({ bytes, maxBytes }: StreamState): boolean {
  return maxBytes !== null && bytes >= FULL * maxBytes;
}

/** How many messages between its first and its last one it does not hold. */
export function holesOf({ messages, firstSeq, lastSeq }: StreamState): number {
  return messages === 0 ? 0 : lastSeq - firstSeq + 1 - messages;
}

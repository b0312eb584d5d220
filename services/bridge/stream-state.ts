import type { BridgedStream } from '@quotebridge/contracts';

/** The fields of an existing stream that show whether messages were removed from it. */
export type StreamState = Pick<BridgedStream, 'messages' | 'bytes' | 'maxBytes' | 'firstSeq' | 'lastSeq'> & {
  /** Creation time, in milliseconds since the Unix epoch. */
  readonly created: number;
};

/** A stream at its limit removes no more of its oldest messages than it must: it stays above this share of the limit. */
const FULL = 0.9;

export function stateOf(stream: BridgedStream | undefined): StreamState | null {
  if (stream === undefined || !stream.declared || stream.created === null) return null;
  return { ...stream, created: stream.created };
}

/** Whether its limit explains why its first messages are gone. */
export function isFull({ bytes, maxBytes }: StreamState): boolean {
  return maxBytes !== null && bytes >= FULL * maxBytes;
}

/** How many messages are missing between its first and its last one. */
export function holesOf({ messages, firstSeq, lastSeq }: StreamState): number {
  return messages === 0 ? 0 : lastSeq - firstSeq + 1 - messages;
}

import { finishTuple } from '@quotebridge/contracts/wire';
import type { GatewayStatus, GatewayTrace } from '@quotebridge/contracts/wire';
import { frameLength, textFrame, writeHeader } from '../transport/frame.ts';

/** A message of Engine.IO that is an event of Socket.IO. */
const EVENT = '42';
const TAIL = ']}]';
const OPENING_BRACKET = 0x5b;

/** Encoded tuples of one epoch, never none, each with a comma before it. */
export interface EncodedBatch {
  readonly epoch: number;
  readonly tuples: readonly Buffer[];
}

/**
 * A tuple as it stands in a packet, with a comma before it: packets are put together by copying bytes. It has memory of its
 * own: a piece of Node's pool would keep 8 KiB for as long as its symbol is quiet.
 */
export function encodeTuple(head: string, conflated: number): Buffer {
  // Everything in a checked quote is ASCII.
  const text = `,${finishTuple(head, conflated)}`;
  const bytes = Buffer.allocUnsafeSlow(text.length);
  bytes.write(text, 'latin1');
  return bytes;
}

/** One packet for each epoch, one after the other in one buffer: built once, written to any number of sockets. */
export function quoteFrames(batches: readonly EncodedBatch[]): Buffer {
  const heads = batches.map(({ epoch }) => `${EVENT}["quotes",{"epoch":${epoch},"quotes":`);
  const payloads = batches.map(({ tuples }, index) => (heads[index]?.length ?? 0) + sizeOf(tuples) + TAIL.length);
  const frames = Buffer.allocUnsafe(payloads.reduce((sum, payload) => sum + frameLength(payload), 0));
  let at = 0;
  for (const [index, { tuples }] of batches.entries()) {
    at = writeHeader(frames, at, payloads[index] ?? 0);
    at += frames.write(heads[index] ?? '', at, 'latin1');
    const first = at;
    for (const tuple of tuples) {
      frames.set(tuple, at);
      at += tuple.length;
    }
    // In place of the first one's comma.
    frames[first] = OPENING_BRACKET;
    at += frames.write(TAIL, at, 'latin1');
  }
  return frames;
}

export function statusFrame(status: GatewayStatus): Buffer {
  return textFrame(`${EVENT}["status",${JSON.stringify(status)}]`);
}

export function tracedFrame(trace: GatewayTrace): Buffer {
  return textFrame(`${EVENT}["traced",${JSON.stringify(trace)}]`);
}

function sizeOf(tuples: readonly Uint8Array[]): number {
  let size = 0;
  for (const tuple of tuples) size += tuple.length;
  return size;
}

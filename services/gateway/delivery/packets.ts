import { finishTuple } from '@quotebridge/contracts/wire';
import type { GatewayStatus, GatewayTrace, Relocate } from '@quotebridge/contracts/wire';
import { frameLength, textFrame, writeHeader } from '../transport/frame.ts';

/** The prefix of a Socket.IO event in an Engine.IO message. */
const EVENT = '42';
const TAIL = ']}]';
const OPENING_BRACKET = 0x5b;

/** Encoded tuples of one epoch, at least one, each with a comma before it. */
export interface EncodedBatch {
  readonly epoch: number;
  readonly tuples: readonly Buffer[];
}

/**
 * Encodes a tuple with a comma before it, so that packets are assembled by copying bytes. Its buffer is not from Node's pool:
 * that would keep 8 KiB alive for as long as the symbol is quiet.
 */
export function encodeTuple(head: string, conflated: number): Buffer {
  // A validated quote is all ASCII.
  const text = `,${finishTuple(head, conflated)}`;
  const bytes = Buffer.allocUnsafeSlow(text.length);
  bytes.write(text, 'latin1');
  return bytes;
}

/** One frame for each epoch, in one buffer that is built once and written to any number of sockets. */
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
    // Overwrites the first tuple's comma.
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

export function relocateFrame(request: Relocate): Buffer {
  return textFrame(`${EVENT}["relocate",${JSON.stringify(request)}]`);
}

function sizeOf(tuples: readonly Uint8Array[]): number {
  let size = 0;
  for (const tuple of tuples) size += tuple.length;
  return size;
}

import type { NatsConnection } from '@quotebridge/runtime';
import { leaveToKernel } from './kernel-reads.ts';

/** Below this a rest costs as much as the reads that it saves, in milliseconds. */
const AT_LEAST_MS = 5;
/** Far below what heartbeats and pings of the broker may take, in milliseconds. */
const AT_MOST_MS = 100;
/**
 * What may have come since the last rest, in bytes: half of what Linux gives a connection to begin with (`net.ipv4.tcp_rmem`, 131,072). Beyond
 * it a rest would hold the broker up, and messages come many at a time by themselves.
 */
const AT_MOST_BYTES = 65_536;

/** Where the NATS client has its socket: it has no public way to it. */
interface Inside {
  readonly protocol?: { readonly transport?: { readonly socket?: { readonly bytesRead: number } } };
}

/** Has the connection read nothing for so many milliseconds, from 5 on and at most 100. A rest that is under way is not prolonged, and there is none where much comes. */
export type Rest = (ms: number) => void;

/**
 * For a reader that can do nothing with a message before a certain time: what comes until then is left to the kernel and read
 * at once, in place of one wake-up for each message. A connection without a socket, or with one that was not foreseen,
 * is read as always.
 */
export function restedReads(nc: NatsConnection): Rest {
  let resting = false;
  let before = 0;
  return (ms) => {
    const socket = (nc as Inside).protocol?.transport?.socket;
    const bytes = (socket?.bytesRead ?? 0) - before;
    before += bytes;
    if (bytes > AT_MOST_BYTES) return;
    if (resting || ms < AT_LEAST_MS) return;
    const readOn = leaveToKernel(socket);
    if (readOn === null) return;
    resting = true;
    setTimeout(
      () => {
        resting = false;
        readOn();
      },
      Math.ceil(Math.min(ms, AT_MOST_MS)),
    );
  };
}

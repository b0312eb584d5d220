import type { ClientToServerEvents, ServerToClientEvents, SubscribeAck } from '@quotebridge/contracts/wire';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { ProbeAccount } from './probe-account.ts';

const ASK_AGAIN_AFTER_MS = 200;

/** A plain Socket.IO client, as others write it: it ignores `relocate`, is closed at the deadline, and recovers by a snapshot. */
export function openPlainClient(url: string, now: () => number): ProbeAccount & Disposable {
  const probe = new ProbeAccount(now);
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 1_000,
  });
  let connects = 0;
  let again: NodeJS.Timeout | undefined;
  let isSubscribed = false;
  const subscribe = () => {
    socket.emit('subscribe', { symbols: '*' }, (answer: SubscribeAck) => {
      if (answer.ok) {
        isSubscribed = true;
        probe.snapshot(answer.snapshot);
      } else {
        again = setTimeout(subscribe, ASK_AGAIN_AFTER_MS);
      }
    });
  };
  socket.on('connect', () => {
    connects += 1;
    probe.reconnects = connects - 1;
    subscribe();
  });
  socket.on('disconnect', () => {
    isSubscribed = false;
    clearTimeout(again);
  });
  socket.on('quotes', ({ epoch, quotes }) => {
    if (isSubscribed) probe.quotes(epoch, quotes);
  });
  socket.on('relocate', () => (probe.relocations += 1));
  return Object.assign(probe, {
    [Symbol.dispose]() {
      clearTimeout(again);
      socket.disconnect();
    },
  });
}

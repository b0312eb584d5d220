import type { ClientToServerEvents, QuoteBatch, ServerToClientEvents, SubscribeAck } from '@quotebridge/contracts/wire';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';

/** Enough to compare; a market that moves fast would fill the memory. */
const MOST = 50_000;

/** What one gateway sends, by symbol, epoch and `seq`: prices, sizes and time as text. */
export interface Updates extends Disposable {
  readonly values: ReadonlyMap<string, string>;
}

/** Subscribes to everything at one gateway, past the front door. */
export function collectUpdates(gateway: string): Updates {
  const values = new Map<string, string>();
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(gateway, {
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 100,
  });
  const note = ({ epoch, quotes }: QuoteBatch) => {
    if (values.size > MOST) return;
    // The last field counts what this gateway conflated, which differs by client.
    for (const tuple of quotes) values.set(`${tuple[0]} ${epoch}:${tuple[1]}`, JSON.stringify(tuple.slice(2, 9)));
  };
  const subscribe = () => {
    socket.emit('subscribe', { symbols: '*' }, (answer: SubscribeAck) => {
      if (answer.ok) answer.snapshot.forEach(note);
      else setTimeout(() => socket.connected && subscribe(), 200);
    });
  };
  socket.on('connect', subscribe);
  socket.on('quotes', note);
  return { values, [Symbol.dispose]: () => void socket.disconnect() };
}

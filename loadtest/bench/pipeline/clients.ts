import type { QuoteBatch } from '@quotebridge/contracts/wire';
import { now } from '../fanout/clock.ts';
import { PROTOCOLS } from '../fanout/protocols.ts';
import { RawSocket } from '../fanout/raw-socket.ts';
import { Ages } from '../../receiver/ages.ts';

/** A process of its own: all Socket.IO clients of the gateway. One in so many reads every quote; the others count bytes. */

export interface ClientsOrder {
  readonly port: number;
  /** The symbols that each client watches. */
  readonly watchlists: readonly (readonly string[])[];
}

const READ_EVERY = 10;
const AT_A_TIME = 50;
const ALIVE_MS = 10_000;
const QUOTES = '42["quotes",';
let ages = new Ages(0, Number.MAX_SAFE_INTEGER);

function read(text: string): void {
  if (!text.startsWith(QUOTES)) return;
  const at = now();
  const [, { quotes }] = JSON.parse(text.slice(2)) as [string, QuoteBatch];
  for (const [, , published] of quotes) ages.record(published, at);
}

async function join({ port, watchlists }: ClientsOrder): Promise<void> {
  const protocol = PROTOCOLS['gateway'];
  if (protocol === undefined) throw new Error('no protocol of the gateway');
  const { path, answer, alive = '' } = protocol;
  const joinOne = (symbols: readonly string[], index: number) =>
    new Promise<RawSocket>((resolve, reject) => {
      let isJoined = false;
      void new RawSocket({
        port,
        path,
        isBinary: false,
        onOpen: () => undefined,
        onMessage: (open, text) => {
          if (isJoined) return read(text);
          const { say = [], joined } = answer(text, symbols);
          for (const each of say) open.say(each);
          if (joined !== true) return;
          isJoined = true;
          if (index % READ_EVERY !== 0) open.onBytes = () => undefined;
          resolve(open);
        },
        onEnd: (error) => reject(error ?? new Error('the gateway closed a connection')),
      });
    });
  const sockets: RawSocket[] = [];
  for (let from = 0; from < watchlists.length; from += AT_A_TIME) {
    const some = watchlists.slice(from, from + AT_A_TIME).map((symbols, index) => joinOne(symbols, from + index));
    sockets.push(...(await Promise.all(some)));
  }
  setInterval(() => sockets.forEach((socket) => socket.say(alive)), ALIVE_MS);
}

process.on('message', (order: ClientsOrder | 'begin' | 'end') => {
  if (order === 'begin') ages = new Ages(0, Number.MAX_SAFE_INTEGER);
  else if (order === 'end') process.send?.(ages.figures);
  else {
    join(order).then(
      () => process.send?.('joined'),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  }
});
process.once('disconnect', () => process.exit());

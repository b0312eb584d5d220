import { quoteSubject } from '@quotebridge/contracts/wire';

/** How a receiver gets quotes from a server: what it sends, and when it has joined. */
export interface Protocol {
  readonly path: string;
  /** What to send next, for a message received; `joined` when quotes are all that follows. */
  readonly answer: (message: string, symbols: readonly string[]) => { readonly say?: readonly string[]; joined?: true };
  /** Sent first. */
  readonly hello?: (symbols: readonly string[]) => readonly string[];
  /** Sent periodically, so that the server does not consider the client dead. */
  readonly alive?: string;
}

const socketIo = (request: (symbols: readonly string[]) => unknown): Protocol => ({
  path: '/socket.io/?EIO=4&transport=websocket',
  answer: (message, symbols) => {
    if (message.startsWith('0')) return { say: ['40'] };
    if (message.startsWith('40')) return { say: [`420${JSON.stringify(['subscribe', request(symbols)])}`] };
    return message.startsWith('430') ? { joined: true } : {};
  },
  alive: '3',
});

/** By name. */
export const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  gateway: socketIo((symbols) => ({ symbols })),
  rooms: socketIo((symbols) => symbols),
  plain: {
    path: '/',
    hello: (symbols) => [JSON.stringify(symbols)],
    answer: (message) => (message === 'joined' ? { joined: true } : {}),
  },
  nats: {
    path: '/',
    hello: (symbols) => [
      'CONNECT {"verbose":false,"pedantic":false}\r\n',
      ...symbols.map((symbol, index) => `SUB ${quoteSubject(symbol)} ${index + 1}\r\n`),
      'PING\r\n',
    ],
    answer: (message) => (message.includes('PONG') ? { joined: true } : {}),
  },
  centrifugo: {
    path: '/connection/websocket',
    hello: (symbols) => [
      '{"id":1,"connect":{}}',
      ...symbols.map((symbol, index) =>
        JSON.stringify({ id: index + 2, subscribe: { channel: quoteSubject(symbol) } }),
      ),
    ],
    answer: (message, symbols) => (message.includes(`"id":${symbols.length + 1}`) ? { joined: true } : {}),
    alive: '{}',
  },
};

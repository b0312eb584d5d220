/** Commands and code that fetch the same prices. */
export interface Snippet {
  readonly name: string;
  readonly code: string;
}

export function snippetsFor(origin: string, symbol: string): readonly Snippet[] {
  return [
    { name: 'Newest quote', code: `curl -s ${origin}/v1/quotes/${symbol}` },
    { name: 'History', code: `curl -s '${origin}/v1/quotes/${symbol}/history?order=asc&limit=10'` },
    { name: 'Candles', code: `curl -s '${origin}/v1/candles/${symbol}?interval=1m&limit=60'` },
    { name: 'Live, as events', code: `curl -N '${origin}/v1/stream?symbols=${symbol}'` },
    {
      name: 'Live, by Socket.IO',
      code: [
        `// npm install socket.io-client`,
        `import { io } from 'socket.io-client';`,
        ``,
        `const socket = io('${origin}', { transports: ['websocket'] });`,
        `socket.on('quotes', ({ epoch, quotes }) => console.log(epoch, quotes));`,
        `socket.on('connect', () => {`,
        `  socket.emit('subscribe', { symbols: ['${symbol}'], maxRate: 10 }, (answer) => console.log(answer));`,
        `});`,
      ].join('\n'),
    },
  ];
}

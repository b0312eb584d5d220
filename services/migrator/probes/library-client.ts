import { QuoteClient } from '@quotebridge/client';
import { ProbeAccount } from './probe-account.ts';

/** A client with the client library, as the board is: it relocates before it is closed. */
export function openLibraryClient(url: string, now: () => number): ProbeAccount & Disposable {
  const probe = new ProbeAccount(now);
  const client = new QuoteClient(
    url,
    { symbols: '*' },
    {
      onState: (state) => {
        if (state === 'reconnecting') probe.reconnects += 1;
      },
      onSnapshot: (snapshot, outstanding) => probe.snapshot(snapshot, outstanding),
      onQuotes: ({ epoch, quotes }) => probe.quotes(epoch, quotes),
      onStatus: () => undefined,
      onRelocating: (reason) => {
        if (reason !== null) probe.relocations += 1;
      },
    },
  );
  return Object.assign(probe, { [Symbol.dispose]: () => client[Symbol.dispose]() });
}

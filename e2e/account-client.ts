import { QuoteAccount, QuoteClient } from '@quotebridge/client';
import type { ConnectionState } from '@quotebridge/client';
import type { Topology } from '@quotebridge/testkit';

/** The client library as a user has it, with an account of what it delivered. */
export function openClient(url: string) {
  const account = new QuoteAccount();
  const states: ConnectionState[] = [];
  const newest = new Map<string, number>();
  let snapshots = 0;
  let stepsBack = 0;
  const client = new QuoteClient(
    url,
    { symbols: '*' },
    {
      onState: (state) => states.push(state),
      onSnapshot(snapshot, outstanding) {
        snapshots += 1;
        account.begin(snapshot, outstanding);
        for (const [symbol, seq] of snapshot.flatMap(({ quotes }) => quotes)) {
          if (seq < (newest.get(symbol) ?? 0)) stepsBack += 1;
          newest.set(symbol, seq);
        }
      },
      onQuotes({ epoch, quotes }) {
        for (const tuple of quotes) {
          account.record(epoch, tuple);
          newest.set(tuple[0], tuple[1]);
        }
      },
      onStatus: () => undefined,
      onRefused: () => undefined,
    },
  );
  return {
    account,
    states,
    newest,
    get snapshots() {
      return snapshots;
    },
    /** Prices of a new gateway's snapshot that were older than what the last one had delivered. */
    get stepsBack() {
      return stepsBack;
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}

/** How many clients a gateway has. */
export async function clientsOf(topology: Topology, gateway: string): Promise<number> {
  const metrics = await (await fetch(`${topology.service(gateway).url}/metrics`)).text();
  return Number(/^gateway_clients\{.*\} (\d+)$/m.exec(metrics)?.[1]);
}

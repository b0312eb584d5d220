import { QuoteAccount, QuoteClient, ServerClock, awakeClock, staleness } from '@quotebridge/client';
import type { LastStatus, QuoteAccountTotals } from '@quotebridge/client';
import type { QuoteBatch } from '@quotebridge/contracts/wire';
import { Contents, FreshnessLog, type Receiver } from './receiver.ts';

const LOOK_EVERY_MS = 50;

/** The client library as the board uses it: conflated delivery of every symbol. */
export function ourClient(url: string): Receiver {
  const account = new QuoteAccount();
  const contents = new Contents();
  const freshness = new FreshnessLog();
  const clock = awakeClock(() => performance.now(), Date.now);
  const gatewayClock = new ServerClock();
  let last: LastStatus | null = null;
  let isConnected = false;
  let reconnects = 0;
  let newest = 0;
  let marked: QuoteAccountTotals = { ...account.totals };
  let markedReconnects = 0;

  const take = (batch: QuoteBatch) => {
    contents.addAll(batch);
    for (const [, , published] of batch.quotes) newest = Math.max(newest, published);
  };
  const client = new QuoteClient(
    url,
    { symbols: '*' },
    {
      onState(state) {
        isConnected = state === 'connected';
        if (state === 'reconnecting') reconnects += 1;
      },
      onSnapshot(snapshot, outstanding) {
        gatewayClock.reset();
        account.begin(snapshot, outstanding);
        snapshot.forEach(take);
      },
      onQuotes(batch) {
        take(batch);
        for (const tuple of batch.quotes) account.record(batch.epoch, tuple);
      },
      onStatus(status, hasSnapshot) {
        // As the board does: a status counts from when it was sent, and one before the snapshot says nothing of the prices that are shown.
        const at = clock();
        gatewayClock.read(status.now, at);
        if (hasSnapshot) last = { status, at: gatewayClock.when(status.now) ?? at };
      },
    },
  );
  const stale = () => (last === null ? 'nothing received' : (staleness(last, isConnected, clock())?.reason ?? null));
  const timer = setInterval(() => {
    freshness.record({ at: performance.now(), stale: stale(), age: newest === 0 ? null : Date.now() - newest });
  }, LOOK_EVERY_MS);
  return {
    name: 'our client',
    what: 'the client library, conflated delivery of every symbol',
    mark() {
      marked = { ...account.totals };
      markedReconnects = reconnects;
      contents.clear();
      freshness.mark();
    },
    get counts() {
      const { received, conflated, missing, unexplained, duplicates, outOfOrder, unsettled } = account.totals;
      return {
        received: received - marked.received,
        conflated: conflated - marked.conflated,
        missing: missing + unexplained - marked.unexplained,
        duplicates: duplicates - marked.duplicates,
        outOfOrder: outOfOrder - marked.outOfOrder,
        passed: unsettled - marked.unsettled,
        reconnects: reconnects - markedReconnects,
      };
    },
    contents,
    freshness,
    get isFresh() {
      return stale() === null;
    },
    get isWell() {
      return stale() === null && last?.status.complete === true && account.totals.missing === 0;
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      client[Symbol.dispose]();
    },
  };
}

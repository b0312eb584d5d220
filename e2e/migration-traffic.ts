import { setTimeout as delay } from 'node:timers/promises';
import { watchQuotes } from '@quotebridge/testkit';
import { expect, vi } from 'vitest';
import { openClient } from './account-client.ts';

const CLIENTS = 6;
const REQUESTERS = 3;
const WAIT = { timeout: 60_000, interval: 100 };
const NOTHING_WRONG = { missing: 0, duplicates: 0, outOfOrder: 0, unexplained: 0 };

/** Clients and requests through the front door for the time of a test. */
export interface Traffic extends AsyncDisposable {
  /** Requests answered with 200, by the site that answered. */
  readonly answered: ReadonlyMap<string, number>;
  /** What other answers said. */
  readonly failures: readonly string[];
  /** Waits until every client has received quotes that are newer than now. */
  flows(): Promise<void>;
  /** No quote is missing, none came twice, none out of order, for any client; since the last call, no price went back. */
  expectNothingWrong(): Promise<void>;
  /** How often clients with the library lost their connection. */
  readonly lost: number;
}

/** Resolves when every client receives quotes. */
export async function startTraffic(url: string): Promise<Traffic> {
  const stack = new AsyncDisposableStack();
  const library = Array.from({ length: CLIENTS }, () => stack.use(openClient(url)));
  // These disconnect and reconnect when they are asked to relocate, as simple clients do.
  const simple = Array.from({ length: CLIENTS }, () => stack.use(watchQuotes(url)));
  const answered = new Map<string, number>();
  const failures: string[] = [];
  let stepsBackBefore = 0;
  const stopping = new AbortController();
  const ask = async () => {
    while (!stopping.signal.aborted) {
      try {
        const response = await fetch(`${url}/v1/quotes`);
        const text = await response.text();
        if (response.ok) {
          const { site } = JSON.parse(text) as { site: string };
          answered.set(site, (answered.get(site) ?? 0) + 1);
        } else failures.push(`${response.status}: ${text}`);
      } catch (error) {
        failures.push(String(error));
      }
      await delay(20);
    }
  };
  const asking = Array.from({ length: REQUESTERS }, ask);
  stack.defer(async () => {
    stopping.abort();
    await Promise.all(asking);
  });
  const flows = async () => {
    const before = [
      ...library.map(({ account }) => account.totals.received),
      ...simple.map(({ received }) => received),
    ];
    await vi.waitFor(() => {
      const now = [...library.map(({ account }) => account.totals.received), ...simple.map(({ received }) => received)];
      for (const [index, received] of now.entries()) expect(received).toBeGreaterThan((before[index] ?? 0) + 20);
    }, WAIT);
  };
  await flows();
  return {
    answered,
    failures,
    flows,
    get lost() {
      return library.reduce((sum, { states }) => sum + states.filter((state) => state === 'reconnecting').length, 0);
    },
    async expectNothingWrong() {
      // What is on its way may still arrive.
      await vi.waitFor(() => {
        for (const { account } of library) expect(account.totals).toMatchObject(NOTHING_WRONG);
        for (const { missing, duplicates } of simple)
          expect({ missing, duplicates }).toEqual({ missing: 0, duplicates: 0 });
      }, WAIT);
      const stepsBack = library.reduce((sum, one) => sum + one.stepsBack, 0);
      const [more, about] = [stepsBack - stepsBackBefore, library.map(({ states }) => states.join(' '))];
      stepsBackBefore = stepsBack;
      expect([more, about]).toEqual([0, about]);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

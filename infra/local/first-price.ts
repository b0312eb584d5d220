import pRetry from 'p-retry';

const POLL_MS = 50;

/** Resolves when `/v1/quotes` has a quote published since `since`: one kept from an earlier run is no live price. */
export async function firstLivePrice(url: string, since: number, signal: AbortSignal): Promise<void> {
  await pRetry(
    async () => {
      const response = await fetch(`${url}/v1/quotes`, { signal });
      if (!response.ok) throw new Error(`/v1/quotes answers ${response.status}`);
      const { quotes } = (await response.json()) as { quotes: { published: number }[] };
      if (!quotes.some(({ published }) => published >= since)) throw new Error('no live quote yet');
    },
    { retries: Number.POSITIVE_INFINITY, factor: 1, minTimeout: POLL_MS, signal },
  );
}

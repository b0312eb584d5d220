import { encodeQuote, quoteSubject } from '@quotebridge/contracts/wire';
import { makeQuote } from '@quotebridge/contracts/testing';
import { openTestFeed, startBroker } from '@quotebridge/testkit';
import { expect, it } from 'vitest';
import { candlesAnswer } from './answers.ts';
import { contract } from './openapi/testing.ts';
import { startApi } from './testing.ts';

const LONG = { timeout: 30_000, interval: 50 };
const HOUR = 3_600_000;

it('returns the newest existing candles, also with empty intervals between them', async () => {
  await using broker = await startBroker();
  await using feed = await openTestFeed(broker);
  feed.beat();
  const now = Date.now();
  const published = [5, 4, 3, 2, 1].map((hours) => now - hours * HOUR);
  for (const [index, time] of published.entries()) {
    const quote = { ...makeQuote('A', index + 1), published: time };
    await feed.publishRaw(quoteSubject('A'), encodeQuote(quote));
  }
  await using api = await startApi(broker);
  await expect.poll(api.ready, LONG).toBe(200);
  const ask = contract(500);
  const seqs = async (limit: number) => {
    const { body } = await ask(`${api.url}/v1/candles/A?interval=1s&limit=${limit}`);
    return candlesAnswer.parse(body).candles.map(({ lastSeq }) => lastSeq);
  };
  expect(await seqs(1)).toEqual([5]);
  expect(await seqs(3)).toEqual([3, 4, 5]);
  expect(await seqs(500)).toEqual([1, 2, 3, 4, 5]);
});

import { expect, test } from 'vitest';
import { DAILY_PATH, readDailyBars } from './daily.ts';
import { temporaryFile } from './testing.ts';

const HEADER = 'symbol,date,open,high,low,close,volume';

test('turns tickers into symbols', async () => {
  await using file = await temporaryFile('daily.csv', `${HEADER}\nBRK.B,2013-02-28,2,3,1,2,5\n`);
  expect([...(await readDailyBars(file.path)).keys()]).toEqual(['BRK_2EB']);
});

test('ships sixty days of five shares', async () => {
  const days = await readDailyBars(DAILY_PATH);
  expect([...days].map(([symbol, bars]) => [symbol, bars.length, bars.at(-1)?.date])).toEqual(
    ['AAPL', 'FB', 'GOOG', 'IBM', 'MSFT'].map((symbol) => [symbol, 60, '2013-03-01']),
  );
});

test.each([
  ['A,1 March,2,3,1,2,5', 'date "1 March" must be a date'],
  ['A,2013-02-28,2,3,1,2,5', 'date "2013-02-28" must be after the day before of A'],
  ['A,2013-03-01,2,3,0,2,5', 'low "0" must be above 0'],
  ['A,2013-03-01,2,3,2.5,3,5', 'low "2.5" must not be above open or close'],
  ['A,2013-03-01,2,2.5,1,3,5', 'high "2.5" must not be below open or close'],
  ['A,2013-03-01,2,3,1,2,much', 'volume "much" must be a number'],
])('refuses %j', async (line, message) => {
  await using file = await temporaryFile('daily.csv', `${HEADER}\nA,2013-02-28,2,3,1,2,5\n${line}\n`);
  await expect(readDailyBars(file.path)).rejects.toThrow(`daily.csv:3: ${message}`);
});

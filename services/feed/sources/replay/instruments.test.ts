import { expect, test } from 'vitest';
import { readInstruments } from './instruments.ts';
import { temporaryFile } from '../testing.ts';

const HEADER = 'symbol,name,currency,tickSize,spreadTicks';

test('reads instruments, with a default spread of one tick', async () => {
  await using file = await temporaryFile('list.csv', `${HEADER}\nA,Alpha,USD,0.01,\nB,Beta,EUR,0.5,4\n`);
  expect(await readInstruments(file.path)).toEqual([
    { symbol: 'A', name: 'Alpha', currency: 'USD', tickSize: '0.01', source: 'replay', spreadTicks: 1 },
    { symbol: 'B', name: 'Beta', currency: 'EUR', tickSize: '0.5', source: 'replay', spreadTicks: 4 },
  ]);
});

test.each([
  ['A,Again,USD,0.01,1', 'symbol "A" must be listed once'],
  ['B,,USD,0.01,1', 'name "" must not be empty'],
  ['B,Beta,dollars,0.01,1', 'currency "dollars" must be an ISO 4217 code'],
  ['B,Beta,USD,0,1', 'tickSize "0" must be above 0'],
  ['B,Beta,USD,-1,1', 'tickSize "-1" must be above 0'],
  ['B,Beta,USD,0.01,0', 'spreadTicks "0" must be an integer from 1'],
  ['B,Beta,USD,0.01,1.5', 'spreadTicks "1.5" must be an integer from 1'],
])('refuses %j', async (line, message) => {
  await using file = await temporaryFile('list.csv', `${HEADER}\nA,Alpha,USD,0.01,1\n${line}\n`);
  await expect(readInstruments(file.path)).rejects.toThrow(`list.csv:3: ${message}`);
});

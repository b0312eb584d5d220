import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../infra/tools/install.mjs';
import {
  AmountError,
  amountOf,
  checkAmount,
  checkMarket,
  findScenario,
  listScenarios,
  UnknownScenarioError,
} from './scenarios.ts';

const scenarios = await listScenarios(join(root, 'loadtest/k6'));

it('finds a scenario by number, with or without a zero, and by name', () => {
  for (const wanted of ['03', '3', 'fanout']) expect(findScenario(scenarios, wanted)).toMatchObject({ name: 'fanout' });
});

it('says which there are', () => {
  expect(() => findScenario(scenarios, '12')).toThrow(UnknownScenarioError);
  expect(() => findScenario(scenarios, '12')).toThrow(
    /there is no scenario 12; there are: 01 smoke, 02 api, 03 fanout/,
  );
});

it('reduces the load with --short', () => {
  for (const { name } of scenarios) {
    const [short, normal] = [amountOf(name, true), amountOf(name, false)];
    expect(short.seconds).toBeLessThanOrEqual(normal.seconds);
    expect(short.clients).toBeLessThanOrEqual(normal.clients);
  }
});

it('refuses less than a scenario needs to show anything, and has none that is too short by itself', () => {
  expect(() => checkAmount('hybrid', { seconds: 3, clients: 1 })).toThrow(
    new AmountError('--seconds 3: hybrid needs at least 12 to show anything'),
  );
  for (const { name } of scenarios)
    for (const isShort of [true, false]) expect(() => checkAmount(name, amountOf(name, isShort))).not.toThrow();
});

it('says when the market is too small to fill the buffers of a client that reads nothing', () => {
  expect(() => checkMarket('slow-clients', 5)).toThrow(
    new AmountError(
      'slow-clients needs a market of at least 50 symbols, and this one has 5: npm start -- --source simulated has 100',
    ),
  );
  expect(() => checkMarket('slow-clients', 50)).not.toThrow();
  expect(() => checkMarket('fanout', 5)).not.toThrow();
});

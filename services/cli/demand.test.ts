import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { demandTable } from './demand.ts';

const site = { site: 'cloud', asOf: 1_000, stale: false, gateways: 2, wholeMarket: 3 };
const text = (...content: Parameters<typeof demandTable>) => stripVTControlCharacters(demandTable(...content));

it('shows the clients of each symbol by site', () => {
  const symbols = [{ symbol: 'AAPL', clients: 5, bySite: { cloud: 5 } }];
  const shown = text({ site: 'onprem', now: 1_000, sites: [site, { ...site, site: 'onprem' }], symbols });
  expect(shown).toMatch(/AAPL +│ +5 │ +5 │ +0 /);
  expect(shown).toContain('cloud: 2 gateways with clients, 3 clients of the whole market');
});

it('says since when the numbers of a site are old', () => {
  const shown = text({ site: 'onprem', now: 61_000, sites: [{ ...site, stale: true }], symbols: [] });
  expect(shown).toContain('no symbol has clients');
  expect(shown).toMatch(/whole market, as of .+ ago/);
});

import { expect, it } from 'vitest';
import { WATCHED, watchlist } from './market.ts';

it('gives 2,000 clients a list each, with no symbol twice', () => {
  const lists = Array.from({ length: 2_000 }, (_, client) => watchlist(client, 'distinct'));
  expect(new Set(lists.map((list) => list.toSorted().join())).size).toBe(2_000);
  for (const list of lists) expect(new Set(list).size).toBe(WATCHED);
  expect(watchlist(7, 'identical')).toEqual(watchlist(8, 'identical'));
});

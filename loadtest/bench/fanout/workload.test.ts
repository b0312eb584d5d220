import { expect, it } from 'vitest';
import { WATCHED, watchlist } from './workload.ts';

it('gives 10,000 clients a list each, with no symbol twice', () => {
  const lists = Array.from({ length: 10_000 }, (_, client) => watchlist(client, 'distinct'));
  expect(new Set(lists.map((list) => list.toSorted().join())).size).toBe(10_000);
  for (const list of lists) expect(new Set(list).size).toBe(WATCHED);
  expect(watchlist(7, 'identical')).toEqual(watchlist(8, 'identical'));
});

import { expect, it } from 'vitest';
import { ClientCounts } from './client-counts.ts';

const limits = { maxClients: 3, maxClientsPerAddress: 2 };

it('admits clients up to the limits, in all and from one address', () => {
  const counts = new ClientCounts(limits);
  for (const address of ['a', 'a']) {
    expect(counts.refusal(address)).toBeNull();
    counts.add(address);
  }
  expect(counts.refusal('a')).toBe('too_many_from_address');
  expect(counts.refusal('b')).toBeNull();
  counts.add('b');
  expect(counts.refusal('c')).toBe('too_many_clients');
  counts.remove('a');
  expect(counts.refusal('a')).toBeNull();
});

import { expect, it } from 'vitest';
import { Admission } from './admission.ts';

const limits = { maxClients: 3, maxClientsPerAddress: 2, connectRate: 10, connectBurst: 5 };

it('lets as many in as there is room for, in all and from one address', () => {
  const admission = new Admission(limits);
  for (const address of ['a', 'a']) {
    expect(admission.refusal(address, 0)).toBeNull();
    admission.came(address);
  }
  expect(admission.refusal('a', 0)).toBe('too_many_from_address');
  expect(admission.refusal('b', 0)).toBeNull();
  admission.came('b');
  expect(admission.refusal('c', 0)).toBe('too_many_clients');
  admission.left('a');
  expect(admission.refusal('a', 0)).toBeNull();
});

it('spreads those who come at once', () => {
  const admission = new Admission({ ...limits, maxClients: 1_000, maxClientsPerAddress: 0 });
  const asked = (now: number) => Array.from({ length: 8 }, () => admission.refusal('a', now));
  expect(asked(0)).toEqual([...Array(5).fill(null), ...Array(3).fill('too_many_connections')]);
  expect(asked(200).filter((refusal) => refusal === null)).toHaveLength(2);
});

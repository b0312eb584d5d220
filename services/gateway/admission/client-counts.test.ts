import { expect, it } from 'vitest';
import { Admission } from './client-counts.ts';

const limits = { maxClients: 3, maxClientsPerAddress: 2 };

it('lets as many in as there is room for, in all and from one address', () => {
  const admission = new Admission(limits);
  for (const address of ['a', 'a']) {
    expect(admission.refusal(address)).toBeNull();
    admission.came(address);
  }
  expect(admission.refusal('a')).toBe('too_many_from_address');
  expect(admission.refusal('b')).toBeNull();
  admission.came('b');
  expect(admission.refusal('c')).toBe('too_many_clients');
  admission.left('a');
  expect(admission.refusal('a')).toBeNull();
});

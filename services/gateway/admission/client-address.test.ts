import { expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';

const from = (forwarded?: string) => ({
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  socket: { remoteAddress: '10.0.0.9' },
});

it('is the peer without trusted proxies, whatever the header says', () => {
  expect(clientAddress(from(), 0)).toBe('10.0.0.9');
  expect(clientAddress(from('1.2.3.4'), 0)).toBe('10.0.0.9');
});

it('is the entry of the outermost trusted proxy', () => {
  expect(clientAddress(from('1.2.3.4'), 1)).toBe('1.2.3.4');
  expect(clientAddress(from('6.6.6.6, 1.2.3.4'), 1)).toBe('1.2.3.4');
  expect(clientAddress(from('6.6.6.6, 1.2.3.4, 10.0.0.8'), 2)).toBe('1.2.3.4');
});

it('is the first known address when there were fewer proxies', () => {
  expect(clientAddress(from(), 1)).toBe('10.0.0.9');
  expect(clientAddress(from('1.2.3.4'), 3)).toBe('1.2.3.4');
});

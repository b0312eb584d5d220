import { expect, it } from 'vitest';
import { isOwnHost } from './own-host.ts';

it.each(['http://localhost:8080', 'http://127.0.0.1', 'http://[::1]:8080/', 'https://localhost'])(
  'lets load go to %s',
  (url) => {
    expect(isOwnHost(url, false)).toBe(true);
  },
);

it('lets it go to a Service of the same namespace only within a cluster', () => {
  expect(isOwnHost('http://gateway:8080', true)).toBe(true);
  expect(isOwnHost('http://gateway:8080', false)).toBe(false);
});

it.each([
  'http://quotes.example',
  'http://10.0.0.1',
  'http://127.0.0.1@quotes.example',
  'http://localhost\\@quotes.example',
  'http://api.quotes.example',
  'gateway:8080',
  '',
])('refuses %s, in a cluster too', (url) => {
  expect(isOwnHost(url, true)).toBe(false);
});

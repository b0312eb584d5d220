import { expect, it } from 'vitest';
import { ForeignHostError, loopbackUrl } from './loopback.ts';

it.each([
  ['http://localhost:8080/', 'http://localhost:8080'],
  ['http://127.0.0.1:9700', 'http://127.0.0.1:9700'],
  ['http://127.0.5.1', 'http://127.0.5.1'],
  ['http://[::1]:8080', 'http://[::1]:8080'],
  ['http://demo.localhost', 'http://demo.localhost'],
])('lets load go to %s', (text, url) => {
  expect(loopbackUrl(text)).toBe(url);
});

it.each([
  'http://quotes.example',
  'http://10.0.0.1:8080',
  'http://127.0.0.1@quotes.example',
  'http://127.0.0.1.quotes.example',
  'http://localhost.quotes.example',
  'ftp://localhost',
  'localhost:8080',
])('refuses %s', (text) => {
  expect(() => loopbackUrl(text)).toThrow(ForeignHostError);
});

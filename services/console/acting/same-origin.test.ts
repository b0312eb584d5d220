import { expect, it } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

const host = 'localhost:8080';

it.each([
  ['a command without a browser', { host }],
  ['a page of the origin', { host, origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' }],
  ['a browser that sends no Sec-Fetch-Site', { host, origin: 'http://localhost:8080' }],
  ['a default port that only one of them has', { host: 'demo.example:443', origin: 'https://demo.example' }],
])('accepts %s', (_what, headers) => {
  expect(isSameOrigin(headers)).toBe(true);
});

it.each([
  ['another host', { host, origin: 'http://evil.example' }],
  ['another port of this machine', { host, origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }],
  ['another name of this machine', { host, origin: 'http://127.0.0.1:8080' }],
  ['a sandboxed page', { host, origin: 'null' }],
  ['a cross-site request without an origin', { host, 'sec-fetch-site': 'cross-site' }],
  ['an address typed in', { host, 'sec-fetch-site': 'none' }],
  [
    'an origin that contradicts Sec-Fetch-Site',
    { host, origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' },
  ],
  ['no host', { origin: 'http://localhost:8080' }],
])('refuses %s', (_what, headers) => {
  expect(isSameOrigin(headers)).toBe(false);
});

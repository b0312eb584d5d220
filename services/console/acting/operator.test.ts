import { beforeEach, describe, expect, it } from 'vitest';
import { Operator } from './operator.ts';
import { Refusal } from './refusal.ts';

const TOKEN = 'a-token-of-the-operator-0123456789';
let now = 0;
let operator: Operator;
beforeEach(() => {
  now = 0;
  operator = new Operator(TOKEN, () => now);
});

const sender = (token: string | null, more: Record<string, string> = {}, address = '10.0.0.1') => ({
  address,
  headers: { host: 'localhost:8080', ...(token !== null && { authorization: `Bearer ${token}` }), ...more },
});
const statusOf = (admit: () => void): number => {
  try {
    admit();
    return 200;
  } catch (error) {
    if (error instanceof Refusal) return error.status;
    throw error;
  }
};

it.each([
  [TOKEN, 200],
  [`${TOKEN}x`, 401],
  [TOKEN.slice(1), 401],
  [null, 401],
])('admits %s with %i', (token, status) => {
  expect(statusOf(() => operator.admit(sender(token)))).toBe(status);
});

it('takes a token from nowhere but the header', () => {
  expect(statusOf(() => operator.admit(sender(null, { authorization: TOKEN })))).toBe(401);
  expect(statusOf(() => operator.admit(sender(null, { cookie: `token=${TOKEN}` })))).toBe(401);
});

it('refuses a page of another origin before it looks at the token, and counts nothing against the operator', () => {
  const other = { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' };
  for (let n = 0; n < 20; n += 1) expect(statusOf(() => operator.admitChange(sender('wrong', other)))).toBe(403);
  expect(statusOf(() => operator.admitChange(sender(TOKEN, other)))).toBe(403);
  expect(statusOf(() => operator.admitChange(sender(TOKEN)))).toBe(200);
});

describe('wrong tokens', () => {
  it('are limited per address, for a while', () => {
    for (let n = 0; n < 10; n += 1) expect(statusOf(() => operator.admit(sender('wrong')))).toBe(401);
    expect(statusOf(() => operator.admit(sender('wrong')))).toBe(429);
    expect(statusOf(() => operator.admit(sender(TOKEN)))).toBe(429);
    expect(statusOf(() => operator.admit(sender(TOKEN, {}, '10.0.0.2')))).toBe(200);
    now = 60_000;
    expect(statusOf(() => operator.admit(sender(TOKEN)))).toBe(200);
  });

  it('say when to try again', () => {
    for (let n = 0; n < 10; n += 1) statusOf(() => operator.admit(sender('wrong')));
    now = 50_500;
    expect(() => operator.admit(sender(TOKEN))).toThrow(
      expect.objectContaining({ status: 429, headers: { 'retry-after': '10' } }),
    );
  });

  it('of ever new addresses are limited together', () => {
    for (let n = 0; n < 1_000; n += 1) statusOf(() => operator.admit(sender('wrong', {}, `10.1.${n}`)));
    for (let n = 0; n < 10; n += 1) {
      expect(statusOf(() => operator.admit(sender('wrong', {}, `10.2.${n}`)))).toBe(401);
    }
    expect(statusOf(() => operator.admit(sender('wrong', {}, '10.3.0')))).toBe(429);
  });
});

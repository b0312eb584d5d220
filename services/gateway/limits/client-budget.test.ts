import { expect, it } from 'vitest';
import { ClientBudget, MESSAGES_PER_REQUEST } from './client-budget.ts';

/** Makes one request, as the gateway counts it. */
function ask(budget: ClientBudget, now: number, weight = 1): 'answered' | 'refused' | 'closed' {
  if (!budget.takeMessage(now)) return 'closed';
  return budget.takeRequest(now, weight) ? 'answered' : 'refused';
}

function count(answers: readonly string[]) {
  return Object.fromEntries(
    ['answered', 'refused', 'closed'].map((what) => [what, answers.filter((answer) => answer === what).length]),
  );
}

const LIMITS = { requestRate: 20, requestBurst: 100 };

it('answers the burst of requests, then refuses as many messages as the burst is worth, then closes', () => {
  const budget = new ClientBudget(LIMITS);
  const answers = Array.from({ length: 700 }, () => ask(budget, 0));
  expect(count(answers)).toEqual({ answered: 100, refused: 100 * MESSAGES_PER_REQUEST, closed: 100 });
});

it('answers all requests at the rate, without end', () => {
  const budget = new ClientBudget(LIMITS);
  const answers = Array.from({ length: 10_000 }, (_, index) => ask(budget, index * 50));
  expect(count(answers)).toEqual({ answered: 10_000, refused: 0, closed: 0 });
});

it('refuses some requests of a client at twice the rate, and does not close it', () => {
  const budget = new ClientBudget(LIMITS);
  const answers = Array.from({ length: 10_000 }, (_, index) => ask(budget, index * 25));
  const { refused = 0, closed } = count(answers);
  expect(refused).toBeGreaterThan(5_000);
  expect(closed).toBe(0);
});

it('closes a client whose requests exceed the limit for messages', () => {
  const budget = new ClientBudget(LIMITS);
  const answers = Array.from({ length: 10_000 }, (_, index) => ask(budget, index * 8));
  expect(answers).toContain('closed');
});

it('counts a heavy request as the burst at most', () => {
  const budget = new ClientBudget(LIMITS);
  expect([ask(budget, 0, 1_000), ask(budget, 0)]).toEqual(['answered', 'refused']);
  expect([ask(budget, 5_100, 1_000), ask(budget, 5_100)]).toEqual(['answered', 'refused']);
});

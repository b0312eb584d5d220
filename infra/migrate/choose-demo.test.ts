import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../tools/install.mjs';
import { chooseDemo } from './choose-demo.ts';

const PLACES = { cwd: '/there', env: {} };
const NONE = { data: null, name: null };

it.each([
  [{ way: 'local', ...NONE }, join(root, '.data/migrations')],
  [{ way: 'local', ...NONE, data: 'mine' }, '/there/mine/migrations'],
  [{ way: 'compose', ...NONE }, join(root, '.data/compose/quotebridge/migrations')],
  [{ way: 'compose', ...NONE, name: 'other' }, join(root, '.data/compose/other/migrations')],
  [{ way: 'kind', ...NONE }, join(root, '.data/kind/quotebridge-migrations')],
  [{ way: 'kind', data: '/mine', name: 'other' }, '/mine/migrations'],
] as const)('of %o keeps the reports in %s', (choice, reports) => {
  const chosen = chooseDemo(choice, PLACES);
  expect([chosen.driver.way, chosen.reports]).toEqual([choice.way, reports]);
});

it('takes the name of a compose project from the environment that compose takes it from', () => {
  const { reports } = chooseDemo({ way: 'compose', ...NONE }, { ...PLACES, env: { COMPOSE_PROJECT_NAME: 'mine' } });
  expect(reports).toBe(join(root, '.data/compose/mine/migrations'));
});

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { affected } from './restart-on-edit.ts';

const services = [
  { name: 'bridge-onprem', entry: 'services/bridge/main.ts' },
  { name: 'bridge-cloud', entry: 'services/bridge/main.ts' },
  { name: 'api', entry: 'services/api/main.ts' },
  { name: 'vite', entry: 'infra/demo/vite-dev.ts' },
];
const names = (...path: string[]) => affected(join(...path), services).map(({ name }) => name);

it('restarts what runs the edited file', () => {
  expect(names('api', 'routes', 'quotes.ts')).toEqual(['api']);
  expect(names('bridge', 'main.ts')).toEqual(['bridge-onprem', 'bridge-cloud']);
  expect(names('shared', 'service-kit', 'log.ts')).toEqual(['bridge-onprem', 'bridge-cloud', 'api']);
});

it('leaves services alone when tests, data or packages change', () => {
  expect(names('api', 'app.test.ts')).toEqual([]);
  expect(names('api', 'package.json')).toEqual([]);
  expect(names('api', 'node_modules', 'x', 'index.d.ts')).toEqual([]);
});

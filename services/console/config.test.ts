import { expect, it } from 'vitest';
import { readConfig } from './config.ts';

const good = { PORT: '0', INSTANCES: 'onprem/bridge/bridge-onprem@http://x:1', LINK: 'onprem>cloud' };

it('reads what to watch', () => {
  const env = { ...good, INSTANCES: `${good.INSTANCES},public/front-door/front-door@http://127.0.0.1:8080` };
  expect(readConfig(env)).toMatchObject({
    INSTANCES: [
      { site: 'onprem', service: 'bridge', name: 'bridge-onprem', url: 'http://x:1' },
      { site: null, service: 'front-door', name: 'front-door', url: 'http://127.0.0.1:8080' },
    ],
    LINK: { from: 'onprem', to: 'cloud' },
  });
});

it.each([
  ['INSTANCES', 'bridge@http://x:1'],
  ['INSTANCES', `${good.INSTANCES},`],
  ['INSTANCES', 'onprem/bridge/bridge@https://x:1'],
  ['LINK', 'onprem'],
  ['LINK', 'onprem>Cloud'],
])('refuses %s = %s', (name, value) => {
  expect(() => readConfig({ ...good, [name]: value })).toThrow(`${name} = "${value}" is not allowed`);
});

it('acts only with a socket, a token and an audit together', () => {
  const acting = {
    CONTROL_SOCKET: '/data/control.sock',
    OPERATOR_TOKEN: 'x'.repeat(32),
    AUDIT_FILE: '/data/audit.jsonl',
  };
  expect(readConfig(good).acting).toBeNull();
  expect(readConfig({ ...good, ...acting }).acting).toEqual({
    controlSocket: acting.CONTROL_SOCKET,
    operatorToken: acting.OPERATOR_TOKEN,
    auditFile: acting.AUDIT_FILE,
  });
  for (const name of Object.keys(acting)) {
    expect(() => readConfig({ ...good, ...acting, [name]: '' })).toThrow(`${name} is missing`);
  }
  expect(() => readConfig({ ...good, ...acting, OPERATOR_TOKEN: 'short' })).toThrow('OPERATOR_TOKEN = (hidden)');
});

import { expect, it } from 'vitest';
import { generateCredentials } from '../local/credentials.ts';
import { passwordVariable } from '../topology/users.ts';
import { passwordFiles } from './password-files.ts';

const credentials = generateCredentials();
const textOf = (site: string) =>
  passwordFiles(site, credentials)
    .map(({ text }) => text)
    .join('');

it('gives a site the passwords of its own users and no other', () => {
  expect(passwordFiles('onprem', credentials).map(({ name, group }) => [name, group])).toEqual([
    ['bridge', 2003],
    ['feed', 2001],
    ['instruments', 2001],
    ['api', 2002],
    ['gateway', 2004],
    ['demand', 2004],
    ['auditor', 2006],
    ['refdata', 2007],
    ['brokers.env', 0],
  ]);
  expect(passwordFiles('cloud', credentials).map(({ name }) => name)).not.toContain('feed');
  expect(textOf('cloud')).not.toContain(credentials.passwordOf('onprem', 'feed'));
});

it('gives brokers every password that they check or dial with', () => {
  const [brokers] = passwordFiles('cloud', credentials).filter(({ name }) => name === 'brokers.env');
  const users = [
    'bridge',
    'api',
    'gateway',
    'demand',
    'auditor',
    'front-door',
    'migrator',
    'reader',
    'route',
    'leaf',
    'leaf-edge',
  ];
  expect(brokers?.text).toBe(
    users.map((user) => `${passwordVariable(user)}=${credentials.passwordOf('cloud', user)}\n`).join(''),
  );
});

it('lets sites share the password of the link and no other', () => {
  const passwords = (site: string) => Object.values(credentials.brokerEnvironment(site));
  const ofCloud = passwords('cloud');
  expect(passwords('onprem').filter((password) => ofCloud.includes(password))).toEqual([
    credentials.passwordOf('cloud', 'leaf'),
  ]);
});

import { expect, it } from 'vitest';
import { generateCredentials } from '../local/credentials.ts';
import { passwordFiles } from './password-files.ts';

const sites = generateCredentials();

it('gives a site the passwords of its own users and no other', () => {
  expect(passwordFiles('onprem', sites.onprem).map(({ name, group }) => [name, group])).toEqual([
    ['feed', 2001],
    ['instruments', 2001],
    ['api', 2002],
    ['gateway', 2004],
    ['bridge', 2003],
    ['brokers.env', 0],
  ]);
  expect(passwordFiles('cloud', sites.cloud).map(({ name }) => name)).not.toContain('feed');
  expect(
    passwordFiles('cloud', sites.cloud)
      .map(({ text }) => text)
      .join(''),
  ).not.toContain(sites.onprem.feed);
});

it('gives brokers every password that they check or dial with', () => {
  const [brokers] = passwordFiles('cloud', sites.cloud).filter(({ name }) => name === 'brokers.env');
  const { api, gateway, bridge, reader, leaf, route } = sites.cloud;
  expect(brokers?.text).toBe(
    `API_PASSWORD=${api}\nGATEWAY_PASSWORD=${gateway}\nBRIDGE_PASSWORD=${bridge}\nREADER_PASSWORD=${reader}\nLEAF_PASSWORD=${leaf}\nROUTE_PASSWORD=${route}\n`,
  );
});

it('lets sites share the password of the link and no other', () => {
  const ofCloud: readonly string[] = Object.values(sites.cloud);
  expect(Object.values(sites.onprem).filter((password) => ofCloud.includes(password))).toEqual([sites.onprem.leaf]);
});

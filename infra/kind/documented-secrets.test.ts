import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { generateCredentials } from '../local/credentials.ts';
import { root } from '../tools/install.mjs';
import { brokerUsers, connectingServices, passwordVariable } from '../topology/users.ts';
import { fakeCommands } from './fake-commands.ts';

/** The Secrets that the commands in docs/kubernetes.md create at a site: the keys by name, and the variables that the brokers get. */
async function documentedSecrets(site: string) {
  const text = await readFile(join(root, 'docs/kubernetes.md'), 'utf8');
  const [, recipe = ''] = /### Passwords.*?```sh\n(.*?)```/s.exec(text) ?? [];
  await using commands = await fakeCommands({ kubectl: ':' });
  await execa('sh', ['-euc', recipe]);
  const called = (await commands.called()).join('\n');
  const secrets = called
    .split(/^kubectl /m)
    .filter((call) => call.startsWith(`--context ${site} `) && call.includes(' create secret generic credentials-'));
  return Object.fromEntries(
    secrets.map((call) => {
      const [, name = '', keys = ''] = /credentials-(\S+) (.*)/s.exec(call) ?? [];
      const pattern = name === 'brokers' ? /(\w+_PASSWORD)=p/g : /--from-literal=([\w-]+)=p/g;
      return [name, new Set([...keys.matchAll(pattern)].map(([, key]) => key))];
    }),
  );
}

it.each(['cloud', 'onprem'])(
  'the commands in docs/kubernetes.md give %s the passwords that its manifests name',
  async (site) => {
    const { topology } = generateCredentials();
    const services = connectingServices(topology, site).filter(({ name }) => name !== 'front-door');
    expect(await documentedSecrets(site)).toEqual({
      brokers: new Set(brokerUsers(topology, site).map(passwordVariable)),
      ...Object.fromEntries(services.map(({ name, users }) => [name, new Set(users)])),
    });
  },
);

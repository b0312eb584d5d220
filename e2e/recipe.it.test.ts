import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { startTopology } from '@quotebridge/testkit';
import { expect, it } from 'vitest';
import { apply, makeFolder, readRecipe, topologyOf } from './recipe.ts';

const ROOT = resolve(import.meta.dirname, '..');
const READERS = 'infra/nats/readers.conf';

it('starts the service that the recipe adds, as its own user, with its environment', async () => {
  const recipe = readRecipe();
  const stepOf = (file: string) => {
    const step = recipe.find((candidate) => candidate.file === file);
    if (step === undefined) throw new Error(`the recipe has no block for ${file}`);
    return step;
  };
  await using folder = await makeFolder();
  const entry = join(folder.path, 'main.ts');
  await writeFile(entry, stepOf('services/hello/main.ts').block);
  const configs = join(folder.path, 'nats');
  await cp(join(ROOT, 'infra/nats'), configs, { recursive: true });
  await writeFile(join(configs, 'readers.conf'), apply(stepOf(READERS), await readFile(join(ROOT, READERS), 'utf8')));

  await using topology = await startTopology({
    topology: await topologyOf(recipe, relative(ROOT, entry)),
    configs,
    symbols: 5,
  });
  const { url } = topology.service('hello');
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([200, 'ready\n']);
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('service="hello",site="cloud"');

  const [broker] = topology.sites.at('cloud').brokers;
  const connections = await fetch(`http://127.0.0.1:${broker?.monitorPort}/connz?auth=1`);
  expect(await connections.json()).toMatchObject({
    connections: expect.arrayContaining([
      expect.objectContaining({ name: 'hello', account: 'READERS', authorized_user: 'hello' }),
    ]),
  });
});

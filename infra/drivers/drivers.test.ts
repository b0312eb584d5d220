import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { fakeCommands } from '../kind/fake-commands.ts';
import { composeDriver } from './compose.ts';
import { DriverError } from '@quotebridge/migrator/driver';
import { kindDriver } from './kind.ts';

const never = new AbortController().signal;

/** What `docker` answers of a project in the profile light, published at every address. */
const DOCKER = `case "$*" in
  *health=healthy*) printf 'a api\\nb bridge-cloud-light\\n' ;;
  ps*) printf 'a api\\nb bridge-cloud-light\\nf front-door\\ng gateway\\n' ;;
  port*) printf '0.0.0.0:9000\\n[::]:9000\\n' ;;
  *) echo "unexpected: $*" >&2; exit 1 ;;
esac`;

it('finds what a compose project runs, in the profile light too, and its front door', async () => {
  await using commands = await fakeCommands({ docker: DOCKER });
  await using driver = composeDriver({ folder: commands.folder, project: 'some' });
  expect(await driver.instances('cloud', 'api')).toEqual({ wanted: 1, ready: 1 });
  expect(await driver.instances('cloud', 'gateway')).toEqual({ wanted: 1, ready: 0 });
  expect(await driver.instances('cloud', 'bridge')).toEqual({ wanted: 1, ready: 1 });
  expect(await driver.instances('onprem', 'api')).toEqual({ wanted: 0, ready: 0 });
  expect(await driver.urls('public', 'front-door')).toEqual(['http://127.0.0.1:9000']);
  expect(await commands.called()).toContainEqual(expect.stringContaining('label=com.docker.compose.project=some'));
});

it('runs its commands where Ctrl-C in the terminal does not reach them', async () => {
  await using commands = await fakeCommands({ docker: `ps -o pgid= -p $$ > "$here/group"` });
  await using driver = composeDriver({ folder: commands.folder, project: 'some' });
  await driver.scale('onprem', 'api', 0, never);
  const group = Number(await readFile(join(commands.folder, 'group'), 'utf8'));
  const { stdout: own } = await execa('ps', ['-o', 'pgid=', '-p', String(process.pid)]);
  expect(group).toBeGreaterThan(0);
  expect(group).not.toBe(Number(own));
});

it('reports what a compose project cannot do, and what its command answers', async () => {
  await using commands = await fakeCommands({ docker: DOCKER });
  await using driver = composeDriver({ folder: commands.folder, project: 'some' });
  await expect(driver.instances('cloud', 'feed')).rejects.toThrow(new DriverError('feed cannot run at the site cloud'));
  await expect(driver.brokers('cloud')).rejects.toThrow(
    new DriverError('the compose project some runs no broker at cloud; start it with: npm run compose:up'),
  );
  await expect(driver.scale('onprem', 'api', 1, never)).rejects.toThrow(DriverError);
  await expect(driver.scale('onprem', 'api', 1, never)).rejects.toThrow('unexpected: compose --project-name some');
});

/** What `kubectl` answers of a cluster with an autoscaler of the gateway. */
const KUBECTL = `case "$*" in
  *'get horizontalpodautoscalers'*) echo '{"items":[{"metadata":{"name":"gateway"},"spec":{"minReplicas":2}}]}' ;;
  *'get pods'*) echo '{"items":[]}' ;;
esac`;
const CLUSTERS = { name: 'some', data: '/nowhere' };

it('lowers the minimum of an autoscaler to what is wanted, and never raises it', async () => {
  await using commands = await fakeCommands({ kubectl: KUBECTL });
  await using driver = kindDriver(CLUSTERS);
  const patches = async () => (await commands.called()).filter((line) => line.includes(' patch '));
  await driver.scale('onprem', 'gateway', 3, never);
  await driver.scale('onprem', 'gateway', 0, never);
  await driver.scale('onprem', 'api', 1, never);
  expect(await patches()).toEqual([]);
  await driver.scale('onprem', 'gateway', 1, never);
  expect(await patches()).toEqual([expect.stringContaining('--patch={"spec":{"minReplicas":1}}')]);
});

it('waits for the end of the pods of a service that is scaled to 0', async () => {
  await using commands = await fakeCommands({ kubectl: KUBECTL });
  await using driver = kindDriver(CLUSTERS);
  await driver.scale('cloud', 'api', 0, never);
  expect((await commands.called()).at(-1)).toContain('wait --for=delete pods --selector app.kubernetes.io/name=api');
});

it('finds the front door of the clusters beside them, and reports clusters that are not there', async () => {
  const docker = `case "$*" in ps*) echo f ;; *) echo 9000 ;; esac`;
  const kubectl = `case "$*" in *pods*) echo 'error: context "kind-some-cloud" does not exist' >&2; exit 1 ;; esac`;
  await using _ = await fakeCommands({ docker, kubectl });
  await using driver = kindDriver(CLUSTERS);
  expect(await driver.urls('public', 'front-door')).toEqual(['http://localhost:9000']);
  await expect(driver.brokers('cloud')).rejects.toThrow('context "kind-some-cloud" does not exist');
  await expect(driver.brokers('cloud')).rejects.toThrow(DriverError);
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { ensureCluster, ensureContexts, OtherClusterError } from './clusters.ts';
import { fakeCommands, type FakeCommands } from './fake-commands.ts';

const owningDemo = (commands: FakeCommands) => ({ name: 'q', data: commands.folder });
const OPTIONS = { light: true, image: 'node:1', evidence: 'logs-of-q' };
const NODES = 'echo q-cloud-control-plane; echo q-cloud-worker';

/** A kind that makes clusters, and lists what is made. */
function kind({ create = 'touch "$here/made"', nodes = NODES } = {}): string {
  return `case "$1 $2" in
    'create cluster') cat > /dev/null; ${create} ;;
    'delete cluster') sleep 0.2; rm -f "$here/made"; touch "$here/deleted" ;;
    'get clusters') [ ! -e "$here/made" ] || echo q-cloud ;;
    'get nodes') ${nodes} ;;
  esac`;
}
const ANSWERS = `case "$*" in *kubectl*) echo node/q-cloud-control-plane; echo node/q-cloud-worker ;; esac`;
const verbs = async (commands: FakeCommands) =>
  (await commands.called())
    .map((call) => /^kind (create|export|delete)/.exec(call)?.[1])
    .filter((verb) => verb !== undefined);

it('makes a cluster once, and takes it for what is there from then on', async () => {
  await using commands = await fakeCommands({ kind: kind(), docker: ANSWERS });
  expect(await ensureCluster(owningDemo(commands), 'cloud', OPTIONS)).toBe('made');
  expect(await ensureCluster(owningDemo(commands), 'cloud', OPTIONS)).toBe('was there');
  expect(await verbs(commands)).toEqual(['create']);
});

it('leaves nothing of a cluster whose creation fails twice, except the logs of its nodes', async () => {
  const create = 'touch "$here/made"; echo "no room" >&2; exit 1';
  await using commands = await fakeCommands({ kind: kind({ create }), docker: ANSWERS });
  await expect(ensureCluster(owningDemo(commands), 'cloud', OPTIONS)).rejects.toThrow('no room');
  expect(await verbs(commands)).toEqual(['create', 'export', 'delete', 'create', 'export', 'delete']);
  expect(await commands.called()).toContain('kind export logs logs-of-q --name q-cloud');
});

it('creates a cluster at the second try', async () => {
  const create =
    'touch "$here/made"; if [ ! -e "$here/tried" ]; then touch "$here/tried"; echo "too slow" >&2; exit 1; fi';
  await using commands = await fakeCommands({ kind: kind({ create }), docker: ANSWERS });
  expect(await ensureCluster(owningDemo(commands), 'cloud', OPTIONS)).toBe('made');
  expect(await verbs(commands)).toEqual(['create', 'export', 'delete', 'create']);
});

it('reports both why the creation failed and that parts of the cluster are left', async () => {
  const failing = `case "$1" in create) cat > /dev/null; echo "no room" >&2; exit 1 ;; delete) echo "no engine" >&2; exit 1 ;; esac`;
  await using commands = await fakeCommands({ kind: failing, docker: ANSWERS });
  await expect(ensureCluster(owningDemo(commands), 'cloud', OPTIONS)).rejects.toThrow(
    /no room[^]*could not be removed; try: npm run kind:down -- --name q[^]*no engine/,
  );
});

it('removes an incomplete cluster when it is stopped', async () => {
  const create = 'touch "$here/made"; exec sleep 30';
  await using commands = await fakeCommands({ kind: kind({ create }), docker: ANSWERS });
  const stopping = new AbortController();
  const making = ensureCluster(owningDemo(commands), 'cloud', { ...OPTIONS, signal: stopping.signal });
  const stop = async () => {
    await vi.waitFor(async () => expect(await verbs(commands)).toEqual(['create']));
    stopping.abort(new Error('enough'));
  };
  await Promise.all([expect(making).rejects.toThrow('enough'), stop()]);
  expect(await verbs(commands)).toEqual(['create', 'delete']);
  expect(existsSync(join(commands.folder, 'deleted'))).toBe(true);
});

it.each([
  ['was never set up', 'echo "stat /etc/kubernetes/admin.conf: no such file or directory" >&2; exit 1'],
  ['does not know all of its nodes', 'echo node/q-cloud-control-plane'],
])('makes a cluster anew that %s', async (_, answer) => {
  const docker = `[ -e "$here/deleted" ] || case "$*" in *kubectl*) ${answer} ;; esac`;
  await using commands = await fakeCommands({ kind: kind(), docker });
  await ensureCluster(owningDemo(commands), 'cloud', OPTIONS);
  expect(await ensureCluster(owningDemo(commands), 'cloud', OPTIONS)).toBe('made anew');
  expect(await verbs(commands)).toEqual(['create', 'delete', 'create']);
});

it('waits for an API server that starts', async () => {
  const docker = `case "$*" in *kubectl*)
    if [ -e "$here/asked" ]; then echo node/a; echo node/b; else touch "$here/asked"; echo refused >&2; exit 1; fi
  esac`;
  await using commands = await fakeCommands({ kind: kind(), docker });
  await ensureCluster(owningDemo(commands), 'cloud', OPTIONS);
  expect(await ensureCluster(owningDemo(commands), 'cloud', OPTIONS)).toBe('was there');
});

it('refuses a cluster of another size, and says what to do', async () => {
  await using commands = await fakeCommands({ kind: kind(), docker: ANSWERS });
  await ensureCluster(owningDemo(commands), 'cloud', OPTIONS);
  const full = ensureCluster(owningDemo(commands), 'cloud', { ...OPTIONS, light: false });
  await expect(full).rejects.toThrow(OtherClusterError);
  await expect(full).rejects.toThrow('has 2 nodes, and 3 are asked for; first: npm run kind:down -- --name q');
});

it.each([
  ['mine', ['use-context mine']],
  ['gone', []],
])('lets kubectl know the clusters, and leaves the current context %s as it is', async (current, used) => {
  const kubectl = `case "$2" in get-contexts) echo mine ;; view) echo '{"current-context":"${current}"}' ;; esac`;
  await using commands = await fakeCommands({ kind: '', kubectl });
  await ensureContexts(owningDemo(commands));
  const calls = await commands.called();
  expect(calls.filter((call) => call.startsWith('kind'))).toEqual([
    'kind export kubeconfig --name q-onprem',
    'kind export kubeconfig --name q-cloud',
  ]);
  expect(calls.filter((call) => call.includes('use-context'))).toEqual(
    used.map((context) => `kubectl config ${context}`),
  );
});

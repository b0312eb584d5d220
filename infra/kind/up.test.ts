import { expect, it } from 'vitest';
import { fakeCommands } from './fake-commands.ts';
import { up } from './up.ts';
import { freePort } from '../local/ports.ts';

const INFO = JSON.stringify({ ServerVersion: '29.0', MemTotal: 8 * 2 ** 30 });
/** A kind that takes a while to create a cluster, and notes when it has. The run ends where contexts are exported. */
const KIND = `case "$1 $2" in
  'version ') echo kind v0.33.0 go1.26 linux/amd64 ;;
  'create cluster') cat > /dev/null; sleep 0.5; touch "$here/$4"; echo "created $4" >> "$here/log" ;;
  'get clusters') for made in "$here"/q-*; do [ ! -e "$made" ] || basename "$made"; done ;;
  'get nodes') echo "$4-control-plane"; echo "$4-worker" ;;
  'export kubeconfig') echo "no room" >&2; exit 1 ;;
esac`;
const DOCKER = `case "$1" in
  info) echo '${INFO}' ;;
  image) echo sha256:0123456789abcdef ;;
esac`;
const KUBECTL = `case "$1 $2" in
  'version --client') echo '{"clientVersion":{"gitVersion":"v1.34.4"}}' ;;
  'config view') echo '{}' ;;
esac`;

it('creates one cluster after the other: six nodes that boot at once are too many for a busy machine', async () => {
  await using commands = await fakeCommands({ kind: KIND, docker: DOCKER, kubectl: KUBECTL });
  const demo = { name: 'q', data: commands.folder };
  const options = { light: true, port: await freePort(), image: 'node:1' };
  await expect(up(demo, options, new AbortController().signal)).rejects.toThrow('no room');
  const order = (await commands.called()).map((call) =>
    /^(kind create|created).* ?(q-\w+)/.exec(call)?.slice(1).join(' '),
  );
  expect(order.filter((call) => call !== undefined)).toEqual([
    'kind create q-onprem',
    'created q-onprem',
    'kind create q-cloud',
    'created q-cloud',
  ]);
});

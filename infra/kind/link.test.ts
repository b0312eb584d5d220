import { expect, it } from 'vitest';
import { fakeCommands } from './fake-commands.ts';
import { cutLink, restoreLink } from './link.ts';

const LINK = { nodes: ['a', 'b'], dropped: ['--destination', '172.18.0.2', '--jump', 'DROP'] };
/** iptables in the nodes: one rule each, or none. */
const NODES = `case "$*" in
  *--check*) [ -e "$here/$2" ] || { echo 'iptables: Bad rule (does a matching rule exist in that chain?).' >&2; exit 1; } ;;
  *--insert*) touch "$here/$2" ;;
  *--delete*) rm "$here/$2" ;;
esac`;

it('has one rule in every node while it is cut, however often it is cut, and none when it is restored', async () => {
  await using commands = await fakeCommands({ docker: NODES });
  await cutLink(LINK);
  await cutLink(LINK);
  await restoreLink(LINK);
  await restoreLink(LINK);
  const changes = (await commands.called()).flatMap(
    (call) => /exec (\w) iptables --(insert|delete)/.exec(call)?.slice(1) ?? [],
  );
  expect(changes.filter((word) => word === 'insert')).toHaveLength(2);
  expect(changes.filter((word) => word === 'delete')).toHaveLength(2);
});

it('does not treat a node that cannot be queried as one without a rule', async () => {
  await using _ = await fakeCommands({
    docker: 'echo "Error response from daemon: container a is not running" >&2; exit 1',
  });
  await expect(restoreLink(LINK)).rejects.toThrow('is not running');
});

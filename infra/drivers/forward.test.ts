import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { fakeCommands } from '../kind/fake-commands.ts';
import { startForward } from './forward.ts';

const WAIT = { timeout: 20_000, interval: 20 };
const CLUSTERS = { name: 'some', data: '/nowhere' };
/** A `kubectl` that forwards until it is killed, and notes its process and its group. */
const KUBECTL = `echo $$ >> "$here/pids"
ps -o pgid= -p $$ >> "$here/groups"
echo 'Forwarding from 127.0.0.1:1 -> 1'
exec sleep 600`;

async function numbersIn(folder: string, file: string): Promise<readonly number[]> {
  const text = await readFile(join(folder, file), 'utf8');
  return text.split('\n').filter(Boolean).map(Number);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it('forwards out of the reach of Ctrl-C, begins again when kubectl ends, and ends when it is disposed', async () => {
  await using commands = await fakeCommands({ kubectl: KUBECTL });
  const pids = () => numbersIn(commands.folder, 'pids');
  {
    await using _ = await startForward(CLUSTERS, 'cloud', 'gateway-1', 8080);
    const { stdout: ownGroup } = await execa('ps', ['-o', 'pgid=', '-p', String(process.pid)]);
    expect(await numbersIn(commands.folder, 'groups')).not.toContain(Number(ownGroup));
    const [first = 0] = await pids();
    process.kill(first);
    await expect.poll(pids, WAIT).toHaveLength(2);
  }
  for (const pid of await pids()) await expect.poll(() => isRunning(pid), WAIT).toBe(false);
});

it('ends with the process that started it, however that ends', async () => {
  await using commands = await fakeCommands({ kubectl: KUBECTL });
  const forward = new URL('forward.ts', import.meta.url).href;
  const script = `const { startForward } = await import('${forward}');
    await startForward({ name: 'some', data: '/nowhere' }, 'cloud', 'gateway-1', 8080);
    console.log('up');
    setInterval(() => {}, 1_000);`;
  const owner = execa(process.execPath, ['--input-type=module', '--eval', script], { reject: false });
  await new Promise((found) => void owner.stdout.once('data', found));
  const [pid = 0] = await numbersIn(commands.folder, 'pids');
  expect(isRunning(pid)).toBe(true);
  owner.kill('SIGKILL');
  await owner;
  await expect.poll(() => isRunning(pid), WAIT).toBe(false);
});

it('reports what kubectl says when it forwards nothing', async () => {
  await using _ = await fakeCommands({ kubectl: `echo 'pods "gateway-1" not found' >&2; exit 1` });
  await expect(startForward(CLUSTERS, 'cloud', 'gateway-1', 8080)).rejects.toThrow(
    'kubectl forwards nothing to gateway-1 of cloud: pods "gateway-1" not found',
  );
});

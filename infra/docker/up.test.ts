import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { freePort } from '../local/ports.ts';

interface Run {
  readonly failing: string;
  readonly port: number;
  readonly args?: readonly string[];
}

/** Runs the command with a `docker` that notes its calls, and in which the given ones fail. */
async function up({ failing, port, args = [] }: Run) {
  const folder = await mkdtemp(join(tmpdir(), 'compose-up-'));
  try {
    const [docker, log] = [join(folder, 'docker'), join(folder, 'log')];
    const script = `echo "$*" $QUOTEBRIDGE_BRIDGES >> '${log}'; case "$*" in ${failing}) echo "docker: not a docker command" >&2; exit 1 ;; esac`;
    await writeFile(docker, `#!/bin/sh\n${script}\n`);
    await chmod(docker, 0o755);
    const env = { PATH: [folder, process.env['PATH']].join(delimiter), QUOTEBRIDGE_PORT: String(port) };
    const { exitCode, stdout, stderr } = await execa(process.execPath, [join(import.meta.dirname, 'up.ts'), ...args], {
      env,
      reject: false,
    });
    const calls = (await readFile(log, 'utf8')).split('\n');
    return { exitCode, stdout, stderr, started: calls.filter((call) => / up /.test(call)) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

it('starts the full profile, and names the address of the board', async () => {
  const port = await freePort();
  expect(await up({ failing: 'none', port })).toMatchObject({
    exitCode: 0,
    stdout: `The board is at http://localhost:${port}`,
    started: ['compose --profile full up --detach --wait'],
  });
});

it('starts the edge beside either profile, with the bridges that it needs', async () => {
  const port = await freePort();
  expect(await up({ failing: 'none', port, args: ['--profile', 'light', '--edge'] })).toMatchObject({
    exitCode: 0,
    started: ['compose --profile light --profile edge up --detach --wait edge'],
  });
});

it('starts API and gateway on-prem, too, where traffic had moved there', async () => {
  expect(await up({ failing: 'none', port: await freePort(), args: ['--moved'] })).toMatchObject({
    exitCode: 0,
    started: ['compose --profile full --profile moved up --detach --wait'],
  });
});

it.each([
  ['version*', 'needs a Docker engine that runs'],
  ['"compose version"', "needs Docker's Compose plugin"],
  ['"buildx version"', "needs Docker's buildx plugin (docker: not a docker command)"],
])('starts nothing where docker %s fails, and names what is missing', async (failing, message) => {
  expect(await up({ failing, port: await freePort() })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining(message),
    started: [],
  });
});

it('starts nothing while the port of the board is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  try {
    const { port } = taken.address() as { port: number };
    expect(await up({ failing: 'none', port })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`port ${port}, needed for the board, is taken`),
      started: [],
    });
  } finally {
    taken.close();
  }
});

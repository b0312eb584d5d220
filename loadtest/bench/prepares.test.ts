import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const benches = Object.entries(scripts).filter(([name]) => name.startsWith('bench:'));
const MISSING = '/nowhere/nats-server';

it.skipIf(process.platform !== 'linux').each(benches)(
  '%s looks for a nats-server, as npm start does, before it measures',
  async (_, script) => {
    const main = script.split(' ').at(-1)!;
    const bench = execa(process.execPath, [main], {
      cwd: root,
      env: { NATS_SERVER: MISSING },
      timeout: 50_000,
      reject: false,
    });
    let stderr = '';
    for await (const line of bench.iterable({ from: 'stderr' })) {
      stderr += `${line}\n`;
      // The search reports what this source lacks, and would go on with the next one.
      if (line.startsWith('NATS_SERVER: ')) bench.kill('SIGKILL');
    }
    await bench;
    expect(stderr).toMatch(new RegExp(`^NATS_SERVER: .*${MISSING}`, 'm'));
  },
);

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

/** Cases of the fuzzing and stateful phases per operation. `SCHEMATHESIS_EXAMPLES=500` looks for longer. */
const EXAMPLES = process.env['SCHEMATHESIS_EXAMPLES'] ?? '20';

let topology: Topology;
let symbol: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quotebridge-openapi-'));
  topology = await startTopology({ symbols: 20, rate: 10, env: { api: { RATE_LIMIT: '0' } } });
  await vi.waitFor(
    async () => {
      const answer = await fetch(`${topology.service('api').url}/v1/instruments?limit=1`);
      const { instruments } = (await answer.json()) as { instruments: { symbol: string }[] };
      symbol = instruments[0]!.symbol;
    },
    { timeout: 30_000, interval: 100 },
  );
});
afterAll(async () => {
  await topology[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** What all phases of Schemathesis find; nothing is an empty text. */
async function findings(config: string): Promise<string> {
  const file = join(folder, 'schemathesis.toml');
  await writeFile(file, config);
  const url = `${topology.service('api').url}/openapi.json`;
  // An event stream does not end, so it cannot be waited for.
  const args = ['run', url, '--exclude-path', '/v1/stream', '--max-examples', EXAMPLES, '--no-color'];
  const phases = ['--phases', 'examples,coverage,fuzzing,stateful'];
  return new Promise((resolve) => {
    execFile(
      process.env['SCHEMATHESIS'] ?? 'schemathesis',
      ['--config-file', file, ...args, ...phases],
      { cwd: folder },
      (error, stdout, stderr) => resolve(error === null ? '' : stdout + stderr),
    );
  });
}

it('answers every request as documented', async () => {
  expect(await findings('')).toBe('');
});

it('answers every request for an existing symbol as documented', async () => {
  expect(await findings(`[parameters]\n"path.symbol" = "${symbol}"\n`)).toBe('');
});

import { createInterface } from 'node:readline';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startTopology } from '@quotebridge/testkit';
import { execa } from 'execa';
import { expect, it, vi } from 'vitest';

const WAIT = { timeout: 60_000, interval: 100 };
const CLIENT = resolve(import.meta.dirname, '../docs/clients/python');
/** Longer than the pings of the link take to notice. */
const CUT_MS = 8_000;

interface Audit {
  readonly received: number;
  readonly symbols: number;
  readonly missing: number;
  readonly duplicates: number;
  readonly unexplained: number;
  readonly reason: string | null;
  readonly complete: boolean;
}

/** The client of the documents, with the newest line that it printed. */
function runClient(url: string) {
  const running = execa(process.env['CLIENT_PYTHON'] ?? 'python3', [join(CLIENT, 'audit.py'), url], { reject: false });
  const lines: Audit[] = [];
  createInterface({ input: running.stdout }).on('line', (line) => lines.push(JSON.parse(line) as Audit));
  return {
    lines,
    get newest(): Audit | undefined {
      return lines.at(-1);
    },
    async [Symbol.asyncDispose]() {
      running.kill();
      await running;
    },
  };
}

it('audits a cut without a false alarm', async () => {
  await using topology = await startTopology({ symbols: 20, rate: 20 });
  await using client = runClient(topology.url);
  await vi.waitFor(() => expect(client.newest).toMatchObject({ symbols: 20, reason: null, complete: true }), WAIT);
  await vi.waitFor(() => expect(client.newest?.received).toBeGreaterThan(400), WAIT);
  topology.sites.cable.cut();
  await vi.waitFor(() => expect(client.newest).toMatchObject({ reason: 'link' }), WAIT);
  await delay(CUT_MS);
  const { received } = client.newest!;
  topology.sites.cable.restore();
  await vi.waitFor(() => expect(client.newest).toMatchObject({ reason: null, complete: true }), WAIT);
  await vi.waitFor(() => expect(client.newest?.received).toBeGreaterThan(received + 400), WAIT);
  await vi.waitFor(() => expect(client.newest?.missing).toBe(0), WAIT);
  expect(client.newest).toMatchObject({ symbols: 20, duplicates: 0, unexplained: 0 });
});

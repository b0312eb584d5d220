import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { checkTarget, TargetError } from './target.ts';

/** Serves these answers of `/v1/status` in turn, the last one from then on. */
async function serve(answers: readonly { stale: { reason: string } | null; complete: boolean }[]) {
  let asked = 0;
  const server = createServer((_, response) => {
    response.end(JSON.stringify(answers[Math.min(asked, answers.length - 1)]));
    asked += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    [Symbol.dispose]: () => void server.close(),
  };
}

const stopping = new AbortController().signal;
const FRESH = { stale: null, complete: true };

it('waits for prices that are stale or incomplete after a start, and says why once', async () => {
  using system = await serve([
    { stale: { reason: 'unknown' }, complete: false },
    { stale: null, complete: false },
    FRESH,
  ]);
  const said: string[] = [];
  await checkTarget(system.url, { say: (line) => said.push(line), stopping });
  expect(system.asked()).toBe(3);
  expect(said).toEqual([`prices at ${system.url} are stale (unknown): waiting`]);
});

it('does not wait where nothing answers', async () => {
  const system = await serve([FRESH]);
  system[Symbol.dispose]();
  await expect(checkTarget(system.url, { say: () => undefined, stopping })).rejects.toThrow(TargetError);
});

import { execFile, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { siteManager, startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const WAIT = { timeout: 30_000, interval: 50 };
const CLI = resolve(import.meta.dirname, '../services/cli/main.ts');
const run = promisify(execFile);

describe('the API behind the front door', () => {
  let topology: Topology;
  let symbol: string;

  const get = async (path: string) => {
    const response = await fetch(`${topology.url}${path}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const cli = (...args: string[]) => run(process.execPath, [CLI, ...args, '--url', topology.url]);

  beforeAll(async () => {
    topology = await startTopology({ symbols: 5, rate: 20 });
    const seen = async () => {
      const { body } = await get('/v1/instruments');
      symbol = (body as { instruments: { symbol: string }[] }).instruments[0]!.symbol;
      const { body: quote } = await get(`/v1/quotes/${symbol}`);
      if (Number(quote['seq'] ?? 0) < 100) throw new Error('not enough quotes yet');
    };
    await vi.waitFor(seen, WAIT);
  });
  afterAll(() => topology[Symbol.asyncDispose]());

  it('reads the mirror with no more than the permissions of a reader', async () => {
    const history = await get(`/v1/quotes/${symbol}/history?limit=10`);
    expect(history.status).toBe(200);
    expect(history.body['quotes']).toHaveLength(10);
    const { streamSeq } = (history.body['quotes'] as { streamSeq: number }[])[9]!;
    expect((await get(`/v1/quotes?as_of=seq:${streamSeq}`)).body['quotes']).toHaveLength(5);
    expect((await get(`/v1/candles/${symbol}?interval=1s`)).status).toBe(200);
  });

  it('gives readers the same single messages at both sites, and nothing of other streams', async () => {
    const messages = await Promise.all(
      (['onprem', 'cloud'] as const).map(async (site) => {
        const nc = await topology.connect(site, 'reader');
        try {
          const { direct } = await siteManager(nc);
          const found: (string | undefined)[] = [];
          for await (const message of await direct.getBatch('QUOTES', { seq: 50, batch: 1 }))
            found.push(message.string());
          const denied = new Promise((settle) => {
            void (async () => {
              for await (const status of nc.status()) if (status.type === 'error') settle(String(status.error));
            })();
          });
          nc.publish('$JS.API.DIRECT.GET.INSTRUMENTS', '{"seq":1}');
          expect(await denied).toMatch(/permission/i);
          return found[0];
        } finally {
          await nc.close();
        }
      }),
    );
    expect(messages[0]).toBeTruthy();
    expect(messages[0]).toBe(messages[1]);
  });

  it('answers as of a time in a cut once it knows what there was, and then always the same', async () => {
    const paths = (asOf: number) =>
      [`/v1/quotes/${symbol}?`, '/v1/quotes?', `/v1/candles/${symbol}?interval=1s&limit=5&`].map(
        (path) => `${path}as_of=${asOf}`,
      );
    topology.sites.cable.cut();
    let asOf: number;
    try {
      await vi.waitFor(async () => expect((await get('/v1/status')).body['stale']).not.toBeNull(), WAIT);
      asOf = Date.now() - 100;
      for (const path of paths(asOf)) expect((await get(path)).status).toBe(503);
      expect((await get(`/v1/quotes/${symbol}?as_of=${asOf + 3_600_000}`)).body['stale']).not.toBeNull();
    } finally {
      topology.sites.cable.restore();
    }
    const ask = () => Promise.all(paths(asOf).map(get));
    await vi.waitFor(async () => expect((await ask()).map(({ status }) => status)).toEqual([200, 200, 200]), WAIT);
    const first = await ask();
    const { seq, published } = first[0]!.body as { seq: number; published: number };
    // Not what was known during the cut: five symbols are quoted twenty times a second.
    expect(asOf - published).toBeLessThan(1_000);
    await vi.waitFor(
      async () => expect((await get(`/v1/quotes/${symbol}`)).body['seq']).toBeGreaterThan(seq + 20),
      WAIT,
    );
    // A candle may become final meanwhile.
    const settled = (answers: typeof first) =>
      JSON.stringify(answers.map(({ body }) => body)).replaceAll('"final":false', '"final":true');
    expect(settled(await ask())).toBe(settled(first));
  });

  it('has its documents there', async () => {
    expect((await get('/openapi.json')).body['openapi']).toBe('3.1.0');
    expect((await get('/asyncapi.json')).body['asyncapi']).toBe('3.0.0');
    expect(await (await fetch(`${topology.url}/docs`)).text()).toContain('swagger-ui');
  });

  it('has a command line for people and programs', async () => {
    const snapshot = JSON.parse((await cli('snapshot', symbol, '--json')).stdout) as { quotes: { symbol: string }[] };
    expect(snapshot.quotes.map((quote) => quote.symbol)).toEqual([symbol]);
    expect((await cli('snapshot')).stdout).toContain(symbol);
    expect((await cli('history', symbol, '--limit', '3', '--order', 'asc')).stdout).toMatch(/\b1\b/);
    expect((await cli('status')).stdout).toContain('cloud (mirror)');
    await expect(cli('snapshot', 'nope')).rejects.toMatchObject({
      code: 1,
      stderr: 'error: the API answered 404: no such symbol: nope\n',
    });
    await expect(run(process.execPath, [CLI, 'status', '--url', 'http://127.0.0.1:9'])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('error: nothing answers at http://127.0.0.1:9; start the demo'),
    });
  });

  it('is watched from a terminal without a gap, also when the API is killed meanwhile', async () => {
    const child = spawn(process.execPath, [CLI, 'watch', symbol, '--json', '--url', topology.url]);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const seqs = () => [...text.matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq));
    try {
      await vi.waitFor(() => expect(seqs().length).toBeGreaterThan(20), WAIT);
      await topology.service('api').kill();
      const before = seqs().length;
      await vi.waitFor(() => expect(seqs().length).toBeGreaterThan(before + 60), WAIT);
    } finally {
      child.kill('SIGINT');
    }
    const got = seqs();
    expect(got).toEqual(Array.from(got, (_, index) => got[0]! + index));
  });
});

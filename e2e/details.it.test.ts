import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const WAIT = { timeout: 60_000, interval: 50 };
/** What the API promises, and what this machine may add. In milliseconds. */
const PROMISED_MS = 300;
const SLACK_MS = 2_700;

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: Record<string, unknown>;
}

/** API and gateway at both sites, so that the one asks over the link and the other does not. */
describe('details of instruments, by request and reply', () => {
  let topology: Topology;
  let symbols: readonly string[];

  const ask = async (service: string, path: string): Promise<Answer> => {
    const signal = AbortSignal.timeout(PROMISED_MS + SLACK_MS);
    const response = await fetch(`${topology.service(service).url}${path}`, { signal });
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, type: response.headers.get('content-type'), body };
  };
  const detailsOf = (symbol: string, service = 'api') => ask(service, `/v1/instruments/${symbol}/details`);
  const isFresh = (symbol: string, service = 'api') =>
    vi.waitFor(async () => {
      const { status, body } = await detailsOf(symbol, service);
      expect([status, body['stale']]).toEqual([200, false]);
      return body;
    }, WAIT);

  beforeAll(async () => {
    topology = await startTopology({ symbols: 5, rate: 10, stage: 1 });
    symbols = await vi.waitFor(async () => {
      const { body } = await ask('api', '/v1/instruments');
      const listed = (body['instruments'] as { symbol: string }[]).map(({ symbol }) => symbol);
      if (listed.length < 5) throw new Error('not all instruments are listed yet');
      return listed;
    }, WAIT);
  });
  afterAll(() => topology[Symbol.asyncDispose]());

  it('answers the same at both sites', async () => {
    const [cloud, onprem] = await Promise.all([isFresh(symbols[0]!), isFresh(symbols[0]!, 'api-onprem')]);
    expect({ ...cloud, asOf: 0 }).toEqual({ ...onprem, asOf: 0 });
    expect(cloud).toMatchObject({ symbol: symbols[0], source: 'demo', tradingHours: { timeZone: 'America/New_York' } });
  });

  it('refuses a symbol that does not exist, with a problem', async () => {
    expect(await detailsOf('nope')).toMatchObject({
      status: 404,
      type: 'application/problem+json; charset=utf-8',
      body: { title: 'Unknown symbol' },
    });
  });

  it('answers from its last copy during a cut, 503 without one, and on-prem as before', async () => {
    const fresh = await isFresh(symbols[0]!);
    topology.sites.cable.cut();
    try {
      const stale = await vi.waitFor(async () => {
        const { status, body } = await detailsOf(symbols[0]!);
        expect([status, body['stale']]).toEqual([200, true]);
        return body;
      }, WAIT);
      expect(stale).toEqual({ ...fresh, asOf: stale['asOf'], stale: true });
      expect(stale['asOf']).toBeGreaterThanOrEqual(Number(fresh['asOf']));
      expect((await detailsOf(symbols[0]!)).body).toEqual(stale);
      expect(await detailsOf(symbols[1]!)).toMatchObject({
        status: 503,
        type: 'application/problem+json; charset=utf-8',
        body: { title: 'No reference data' },
      });
      await isFresh(symbols[1]!, 'api-onprem');
    } finally {
      topology.sites.cable.restore();
    }
    await isFresh(symbols[0]!);
    await isFresh(symbols[1]!);
  });

  it.each(['api', 'api-onprem'])(
    '%s answers from its last copy without refdata, and anew once it is back',
    async (api) => {
      const fresh = await isFresh(symbols[2]!, api);
      await topology.service('refdata').stop();
      expect(await detailsOf(symbols[2]!, api)).toMatchObject({
        status: 200,
        body: { stale: true, asOf: fresh['asOf'] },
      });
      expect(await detailsOf(symbols[4]!, api)).toMatchObject({ status: 503 });
      await topology.service('refdata').restart();
      expect(await isFresh(symbols[2]!, api)).toMatchObject({ symbol: symbols[2] });
    },
  );

  it('does not wait for a refdata that hangs', async () => {
    const fresh = await isFresh(symbols[2]!);
    const { pid } = topology.service('refdata');
    process.kill(pid!, 'SIGSTOP');
    try {
      expect(await detailsOf(symbols[2]!)).toMatchObject({ status: 200, body: { stale: true, asOf: fresh['asOf'] } });
      expect(await detailsOf(symbols[3]!)).toMatchObject({ status: 503 });
    } finally {
      process.kill(pid!, 'SIGCONT');
    }
    await isFresh(symbols[3]!);
  });

  it.each(['bridge-onprem', 'bridge-cloud'])('goes on answering while %s restarts', async (bridge) => {
    await isFresh(symbols[0]!);
    await topology.service(bridge).stop();
    expect(await detailsOf(symbols[0]!)).toMatchObject({ status: 200, body: { stale: false } });
    await topology.service(bridge).restart();
    expect(await detailsOf(symbols[0]!)).toMatchObject({ status: 200, body: { stale: false } });
  });

  it.each(['onprem', 'cloud'])('answers anew after a restart of the broker of %s', async (site) => {
    await isFresh(symbols[0]!);
    const [broker] = topology.sites.at(site).brokers;
    await broker!.stop();
    expect(await detailsOf(symbols[0]!)).toMatchObject({ status: 200, body: { stale: true } });
    await broker!.start();
    await isFresh(symbols[0]!);
  });

  it('answers anew after a restart of the API, which has lost its copies', async () => {
    await topology.service('api').restart();
    expect(await isFresh(symbols[0]!)).toMatchObject({ symbol: symbols[0] });
  });
});

describe('details from a file that the user replaces', () => {
  let folder: string;
  let file: string;
  let topology: Topology;
  let symbol: string;

  const get = async (path: string) => {
    const response = await fetch(`${topology.service('api').url}${path}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const details = () => get(`/v1/instruments/${symbol}/details`);
  const metric = async (service: string, line: RegExp) => {
    const text = await (await fetch(`${topology.service(service).url}/metrics`)).text();
    return Number(line.exec(text)?.[1]);
  };
  /** In one step, as a mounted file is replaced. */
  const replace = async (lines: readonly string[]) => {
    await writeFile(`${file}.new`, `${lines.join('\n')}\n`);
    await rename(`${file}.new`, file);
  };
  const line = (lotSize: number) =>
    JSON.stringify({
      symbol,
      name: 'Example',
      currency: 'EUR',
      tickSize: '0.05',
      lotSize,
      tradingHours: { timeZone: 'Europe/Berlin', days: ['Mon'], open: '09:00', close: '17:30' },
      corporateActions: [],
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quotebridge-details-'));
    file = join(folder, 'details.jsonl');
    await writeFile(file, '');
    topology = await startTopology({ symbols: 2, rate: 10, env: { refdata: { REFDATA_FILE: file } } });
    symbol = await vi.waitFor(async () => {
      const { body } = await get('/v1/instruments');
      return (body['instruments'] as { symbol: string }[])[0]!.symbol;
    }, WAIT);
  });
  afterAll(async () => {
    await topology[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it('answers 404 for an instrument that the file does not have', async () => {
    expect(await details()).toMatchObject({ status: 404, body: { title: 'No details' } });
  });

  it('answers with what the file has since it was replaced', async () => {
    await replace([line(10)]);
    await vi.waitFor(async () => expect((await details()).body).toMatchObject({ lotSize: 10, source: 'file' }), WAIT);
  });

  it('drops its copy when a change is reported over the link, so a cut shows the new details', async () => {
    expect((await details()).body).toMatchObject({ lotSize: 10, stale: false });
    const copies = await metric('api', /^details_copies_renewed_total\{.*\} (\d+)$/m);
    await replace([line(20)]);
    // Nothing asks for the details meanwhile: only the event can have renewed the copy.
    await vi.waitFor(
      async () => expect(await metric('api', /^details_copies_renewed_total\{.*\} (\d+)$/m)).toBe(copies + 1),
      WAIT,
    );
    topology.sites.cable.cut();
    try {
      await vi.waitFor(async () => expect((await details()).body).toMatchObject({ lotSize: 20, stale: true }), WAIT);
    } finally {
      topology.sites.cable.restore();
    }
  });

  it('keeps the last valid version when the file is replaced by an invalid one, and reports that', async () => {
    await replace([line(30), '{"symbol":']);
    await vi.waitFor(async () => expect(await metric('refdata', /^refdata_file_valid\{.*\} (\d)$/m)).toBe(0), WAIT);
    await vi.waitFor(async () => expect((await details()).body).toMatchObject({ lotSize: 20, stale: false }), WAIT);
    await replace([line(30)]);
    await vi.waitFor(async () => expect((await details()).body).toMatchObject({ lotSize: 30 }), WAIT);
    expect(await metric('refdata', /^refdata_file_valid\{.*\} (\d)$/m)).toBe(1);
  });
});

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { consoleStateSchema } from '@quotebridge/contracts';
import { startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

const WAIT = { timeout: 60_000, interval: 50 };

describe('an operator', () => {
  let topology: Topology;
  let token: string;

  beforeAll(async () => {
    topology = await startTopology({ symbols: 5, rate: 40, console: true });
    token = (await readFile(join(topology.data, 'operator-token'), 'utf8')).trim();
  });
  afterEach(() => topology.sites.cable.restore());
  afterAll(() => topology[Symbol.asyncDispose]());

  const state = async () => consoleStateSchema.parse(await (await fetch(`${topology.url}/console/v1/state`)).json());
  /** As the page calls it: through the front door, from a page of its origin. */
  const post = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${topology.url}/console/v1/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, origin: topology.url, ...headers },
    });
    return { status: response.status, body: await response.json() };
  };
  const auditLines = async () => {
    const lines = (await readFile(join(topology.data, 'console-audit.jsonl'), 'utf8')).trim();
    return lines === '' ? [] : lines.split('\n').map((line) => JSON.parse(line));
  };

  it('cuts the link, sees it down, restores it, and gets a receipt', async () => {
    await vi.waitFor(async () => expect((await state()).account.phase).toBe('through'), WAIT);
    const before = await state();
    expect(before.actions).toEqual(['cut', 'restore', 'kill', 'hang', 'resume', 'restart', 'migrate']);
    const cut = await post('link/cut');
    expect(cut).toEqual({
      status: 200,
      body: { action: 'cut', target: 'link', result: 'done', command: 'npm run cable -- cut' },
    });
    expect(topology.sites.cable.isCut).toBe(true);
    await vi.waitFor(async () => expect((await state()).link.state).toBe('down'), WAIT);
    await vi.waitFor(async () => expect((await state()).account.held).toBeGreaterThan(100), WAIT);
    expect((await post('link/restore')).status).toBe(200);
    await vi.waitFor(async () => expect((await state()).receipts).toHaveLength(before.receipts.length + 1), WAIT);
    const [receipt] = (await state()).receipts;
    expect(receipt).toMatchObject({ cause: 'link', lost: 0, duplicates: 0 });
    expect(receipt!.recovered).toBe(receipt!.held);
    expect((await auditLines()).slice(-2)).toMatchObject([
      { who: 'operator', action: 'cut', target: 'link', result: 'done', status: 200 },
      { who: 'operator', action: 'restore', target: 'link', result: 'done', status: 200 },
    ]);
  });

  it.each([
    ['without a token', { authorization: '' }, 401],
    ['with a wrong token', { authorization: 'Bearer wrong' }, 401],
    ['from another origin', { origin: 'http://evil.example' }, 403],
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('is refused %s, which is audited', async (_what, headers, status) => {
    const before = (await auditLines()).length;
    const refused = await post('link/cut', headers);
    expect([refused.status, refused.body.status]).toEqual([status, status]);
    expect(topology.sites.cable.isCut).toBe(false);
    expect((await auditLines()).slice(before)).toMatchObject([
      { who: 'unknown', action: 'cut', target: 'link', result: 'refused', status },
    ]);
  });

  it('learns which processes there are, and may name no other', async () => {
    const { processes } = await (await fetch(`${topology.url}/console/v1/processes`)).json();
    const find = (name: string) => processes.find((one: { name: string }) => one.name === name);
    expect(find('feed').actions).toEqual(['kill', 'hang', 'resume', 'restart']);
    expect(find('cloud-1').actions).toEqual(['kill', 'hang', 'resume']);
    expect(find('console')).toBeUndefined();
    const unknown = await post('processes/fed/kill');
    expect(unknown.status).toBe(404);
    expect(unknown.body.detail).toMatch(/^there is no fed to kill; there are: .*\bfeed\b/);
    expect((await post('processes/..%2Fcable%2Fcut/kill')).status).toBe(404);
    expect((await post('processes/cloud-1/restart')).status).toBe(404);
    expect((await post('processes/feed/explode')).body.detail).toContain('kill, hang, resume, restart');
    expect((await post('processes/console/kill')).status).toBe(409);
    expect(topology.sites.cable.isCut).toBe(false);
  });

  it('hangs, resumes, kills and restarts a service', async () => {
    const api = async () => {
      try {
        const response = await fetch(`${topology.service('api').url}/readyz`, { signal: AbortSignal.timeout(1_000) });
        return response.ok;
      } catch {
        return false;
      }
    };
    expect((await post('processes/api/hang')).status).toBe(200);
    await vi.waitFor(async () => expect(await api()).toBe(false), WAIT);
    expect((await post('processes/api/resume')).status).toBe(200);
    await vi.waitFor(async () => expect(await api()).toBe(true), WAIT);
    for (const action of ['kill', 'restart']) {
      const { pid } = topology.service('api');
      expect((await post(`processes/api/${action}`)).body.command).toBe(`npm run ${action} -- api`);
      await vi.waitFor(async () => {
        expect(topology.service('api').pid).not.toBe(pid);
        expect(await api()).toBe(true);
      }, WAIT);
    }
  });

  it('reads the audit, which nobody else may', async () => {
    const read = (headers: Record<string, string>) => fetch(`${topology.url}/console/v1/audit`, { headers });
    expect((await read({})).status).toBe(401);
    await post('link/restore');
    const authorization = `Bearer ${token}`;
    const { entries } = await (await read({ authorization })).json();
    expect(entries[0]).toMatchObject({ action: 'restore', result: 'done' });
    const exported = await read({ authorization, accept: 'application/x-ndjson' });
    expect(exported.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = (await exported.text()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line)).toReversed()).toEqual(entries);
    for (const name of ['operator-token', 'console-audit.jsonl']) {
      expect((await stat(join(topology.data, name))).mode & 0o777).toBe(0o600);
    }
  });

  it('has to wait after many wrong tokens', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) statuses.push((await post('link/cut', { authorization: 'Bearer wrong' })).status);
    expect(statuses).toContain(401);
    expect(statuses.at(-1)).toBe(429);
    expect((await post('link/cut')).status).toBe(429);
    expect(topology.sites.cable.isCut).toBe(false);
  });
});

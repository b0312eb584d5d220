import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditStatus, SymbolAccount } from '@quotebridge/contracts';
import { auditStatusSubject, QuoteAccount, QuoteHashes } from '@quotebridge/contracts/wire';
import type { ClientToServerEvents, ServerToClientEvents, SubscribeAck } from '@quotebridge/contracts/wire';
import { startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

const WAIT = { timeout: 60_000, interval: 100 };
const NOTHING_WRONG = { missing: 0, duplicates: 0, outOfOrder: 0, conflicting: 0, skipped: 0, refused: 0 };

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (response.status !== 200) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** What the auditor of a site publishes next. */
async function auditAt(topology: Topology, site: string): Promise<AuditStatus> {
  const nc = await topology.connect(site, 'reader');
  try {
    const status = Promise.withResolvers<AuditStatus>();
    nc.subscribe(auditStatusSubject(site), { max: 1, callback: (_, message) => status.resolve(message.json()) });
    return await status.promise;
  } finally {
    await nc.close();
  }
}

describe('the ledger, one broker a site', () => {
  let topology: Topology;

  beforeAll(async () => {
    topology = await startTopology({ symbols: 5, rate: 40 });
  });
  afterEach(() => topology.sites.cable.restore());
  afterAll(() => topology[Symbol.asyncDispose]());

  const ledger = () => getJson<AuditStatus>(`${topology.url}/v1/ledger`);
  const untilCompared = async (beyond: number) => {
    await vi.waitFor(async () => {
      const { comparisons, alarms, totals } = await ledger();
      expect(comparisons).toEqual([expect.objectContaining({ site: 'onprem', differences: [] })]);
      expect(comparisons[0]!.through).toBeGreaterThan(beyond);
      expect(alarms).toEqual([]);
      expect(totals).toMatchObject({ ...NOTHING_WRONG, symbols: 5 });
    }, WAIT);
    return ledger();
  };
  const metric = async (service: string, line: string) => {
    const text = await (await fetch(`${topology.service(service).url}/metrics`)).text();
    return text.split('\n').find((candidate) => candidate.startsWith(line));
  };

  it('audits both sites from the first message on, and finds that the copy is the origin', async () => {
    const { account, totals, from } = await untilCompared(1_000);
    expect(from).toBe(1);
    expect(totals.received).toBe(totals.published);
    expect(account.delivered).toBe(totals.received);
    expect(account.published).toBe(account.delivered + account.conflated + account.held + account.lost);
    expect(await metric('auditor-cloud', 'audit_differences{other="onprem"')).toMatch(/ 0$/);
    expect(await metric('auditor-onprem', 'audit_compared_position{other="cloud"')).toMatch(/ [1-9]\d+$/);
  });

  it.each(['auditor-cloud', 'auditor-onprem'])('goes on where it was when %s is killed', async (name) => {
    const before = await untilCompared(0);
    await topology.service(name).kill();
    await vi.waitFor(() => topology.service(name).ready(), WAIT);
    const after = await untilCompared(before.position);
    // It has not begun anew: what it had audited still counts.
    expect(after).toMatchObject({ since: before.since, from: 1, created: before.created });
    expect(after.totals.received).toBeGreaterThan(before.totals.received);
  });

  it('writes a receipt for a cut of the link: all that was held came, and nothing twice', async () => {
    const before = await untilCompared(0);
    const cutAt = Date.now();
    topology.sites.cable.cut();
    await vi.waitFor(async () => {
      const { receipts } = await ledger();
      expect(receipts[0]).toMatchObject({ cause: 'link', to: null });
    }, WAIT);
    // The on-prem auditor sees meanwhile how much waits there, and has no outage itself.
    await vi.waitFor(async () => {
      const origin = await auditAt(topology, 'onprem');
      expect(origin.receipts).toEqual([]);
      expect(origin.comparisons).toEqual([expect.objectContaining({ site: 'cloud' })]);
      expect(origin.comparisons[0]!.held).toBeGreaterThan(100);
    }, WAIT);
    topology.sites.cable.restore();
    await vi.waitFor(async () => expect((await ledger()).receipts[0]?.to).toEqual(expect.any(Number)), WAIT);
    const { receipts } = await untilCompared(before.position + 256);
    expect(receipts).toHaveLength(before.receipts.length + 1);
    const [receipt] = receipts;
    expect(receipt).toMatchObject({ cause: 'link', lost: 0, duplicates: 0, outOfOrder: 0, conflicting: 0 });
    expect(receipt!.recovered).toBe(receipt!.held);
    expect(receipt!.held).toBeGreaterThan(100);
    expect(receipt!.from).toBeGreaterThan(cutAt - 2_500);
    expect(receipt!.to).toBeGreaterThan(receipt!.from);
    expect(await metric('auditor-cloud', 'audit_outages_total{cause="link"')).toMatch(/ [1-9]\d*$/);
    await topology.service('auditor-cloud').kill();
    await vi.waitFor(async () => expect((await ledger()).since).toBe(before.since), WAIT);
    await vi.waitFor(async () => expect((await ledger()).receipts).toContainEqual(receipt), WAIT);
  });

  it('gives a client of every quote the hashes that its own are compared with', async () => {
    const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(topology.url, { transports: ['websocket'] });
    try {
      const [account, hashes, altered] = [new QuoteAccount(), new QuoteHashes(), new QuoteHashes()];
      socket.on('quotes', ({ epoch, quotes }) => {
        for (const tuple of quotes) {
          account.record(epoch, tuple);
          hashes.record(epoch, tuple);
          // As if a hop had changed one size of one quote in a hundred.
          altered.record(
            epoch,
            tuple[1] % 100 === 0 ? (tuple.with(5, tuple[5] + 1) as unknown as typeof tuple) : tuple,
          );
        }
      });
      // Begun in the callback: quotes that arrive in the same read as the answer are handled before a promise of it resolves.
      const answer = await new Promise<Extract<SubscribeAck, { ok: true }>>((resolve, reject) => {
        socket.timeout(10_000).emit('subscribe', { symbols: '*', mode: 'every' }, (error, ack) => {
          if (error !== null) return reject(error);
          if (!ack.ok) return reject(new Error(ack.error.message));
          account.begin(ack.snapshot);
          hashes.begin(ack.snapshot);
          altered.begin(ack.snapshot);
          resolve(ack);
        });
      });
      const [symbol = ''] = answer.snapshot.flatMap(({ quotes }) => quotes.map(([name]) => name));
      const start = answer.snapshot.flatMap(({ quotes }) => quotes).find(([name]) => name === symbol)![1];
      await vi.waitFor(async () => {
        const { marks } = await getJson<SymbolAccount>(`${topology.url}/v1/ledger/${symbol}`);
        expect(hashes.compare(symbol, marks)).toEqual({ through: expect.any(Number), differences: [] });
        expect(hashes.compare(symbol, marks).through).toBeGreaterThan(start + 256);
        expect(altered.compare(symbol, marks).differences).not.toEqual([]);
        expect(altered.compare(symbol, marks).differences[0]).toMatchObject({ surplus: 0 });
      }, WAIT);
      expect(account.totals).toMatchObject({ missing: 0, duplicates: 0, outOfOrder: 0, unexplained: 0 });
    } finally {
      socket.disconnect();
    }
  });

  it('raises an alarm when the origin was put back to an older copy and grew on, which no count shows', async () => {
    await untilCompared(0);
    const [broker] = topology.sites.at('onprem').brokers;
    const store = join(topology.data, 'brokers', broker!.name);
    await broker!.stop();
    await cp(store, `${store}.copy`, { recursive: true });
    await broker!.start();
    const copiedAt = (await ledger()).position;
    await untilCompared(copiedAt + 600);
    topology.sites.cable.cut();
    await broker!.stop();
    await rm(store, { recursive: true });
    await cp(`${store}.copy`, store, { recursive: true });
    await broker!.start();
    const behind = (await ledger()).position;
    // The restored origin grows past what the mirror holds, before the link is back: the mirror goes on as if nothing had been.
    await vi.waitFor(async () => {
      expect((await auditAt(topology, 'onprem')).position).toBeGreaterThan(behind + 300);
    }, WAIT);
    topology.sites.cable.restore();
    await vi.waitFor(async () => {
      const { alarms } = await ledger();
      expect(alarms.map(({ code }) => code)).toContain('content-differs');
    }, WAIT);
    const status = await getJson<{ alarms: { code: string; stream: string }[] }>(`${topology.url}/v1/status`);
    expect(status.alarms).toContainEqual(expect.objectContaining({ code: 'content-differs', stream: 'QUOTES' }));
    expect(await metric('auditor-cloud', 'audit_alarm{code="content-differs"')).toMatch(/ 1$/);
  });
});

import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { QuoteClient, ReceiverLedger } from '@quotebridge/client';
import type { AuditStatus, SymbolAccount, SymbolAccounts } from '@quotebridge/contracts';
import { auditStatusSubject, SITE_AUDIT } from '@quotebridge/contracts/wire';
import type { QuoteTuple } from '@quotebridge/contracts/wire';
import { startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
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

/** What the auditor of a site answers about a symbol. */
async function accountAt(topology: Topology, site: string, symbol: string): Promise<SymbolAccount> {
  const nc = await topology.connect(site, 'reader');
  try {
    const request = JSON.stringify({ symbols: [symbol] });
    const answer = await nc.request(SITE_AUDIT, request, { timeout: 5_000 });
    const [account] = answer.json<SymbolAccounts>().symbols;
    if (account === undefined) throw new Error(`the auditor at ${site} does not audit ${symbol}`);
    return account;
  } finally {
    await nc.close();
  }
}

function withEveryHundredthAltered(tuple: QuoteTuple): QuoteTuple {
  const [symbol, seq, published, lag, bid, bidSize, ...rest] = tuple;
  return seq % 100 === 0 ? [symbol, seq, published, lag, bid, bidSize + 1, ...rest] : tuple;
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
    topology.sites.cable.cut();
    const opened = await vi.waitFor(async () => {
      const { receipts, time } = await ledger();
      expect(receipts[0]).toMatchObject({ cause: 'link', to: null, from: expect.any(Number) });
      expect(receipts[0]!.from).toBeLessThan(time);
      return receipts[0]!;
    }, WAIT);
    // The on-prem auditor sees meanwhile how much waits there, and has no outage itself.
    await vi.waitFor(async () => {
      const origin = await auditAt(topology, 'onprem');
      expect(origin.receipts).toEqual([]);
      expect(origin.comparisons).toEqual([expect.objectContaining({ site: 'cloud' })]);
      expect(origin.comparisons[0]!.held).toBeGreaterThan(100);
    }, WAIT);
    const restoredAt = Date.now();
    topology.sites.cable.restore();
    await vi.waitFor(async () => expect((await ledger()).receipts[0]?.to).toEqual(expect.any(Number)), WAIT);
    const { receipts } = await untilCompared(before.position + 256);
    expect(receipts).toHaveLength(before.receipts.length + 1);
    const [receipt] = receipts;
    expect(receipt).toMatchObject({ cause: 'link', lost: 0, duplicates: 0, outOfOrder: 0, conflicting: 0 });
    expect(receipt!.recovered).toBe(receipt!.held);
    expect(receipt!.held).toBeGreaterThan(100);
    // One outage from the cut to the repair, whatever the pace.
    expect(receipt!.from).toBe(opened.from);
    expect(receipt!.to).toBeGreaterThanOrEqual(restoredAt);
    expect(await metric('auditor-cloud', 'audit_outages_total{cause="link"')).toMatch(/ [1-9]\d*$/);
    await topology.service('auditor-cloud').kill();
    await vi.waitFor(async () => expect((await ledger()).since).toBe(before.since), WAIT);
    await vi.waitFor(async () => expect((await ledger()).receipts).toContainEqual(receipt), WAIT);
  });

  it('agrees with a real receiver of every quote at both sites, and finds a quote that was altered on the way to it', async () => {
    const [ledgerOfClient, altered] = [new ReceiverLedger(), new ReceiverLedger()];
    const started = new Map<string, number>();
    using _client = new QuoteClient(
      topology.url,
      { symbols: '*', mode: 'every' },
      {
        onState: () => undefined,
        onStatus: () => undefined,
        onSnapshot(snapshot, outstanding) {
          for (const { handlers } of [ledgerOfClient, altered]) handlers.onSnapshot(snapshot, outstanding);
          for (const [symbol, seq] of snapshot.flatMap(({ quotes }) => quotes)) started.set(symbol, seq);
        },
        onQuotes(batch) {
          ledgerOfClient.handlers.onQuotes(batch);
          // As if a hop had changed one size of one quote in a hundred.
          altered.handlers.onQuotes({ ...batch, quotes: batch.quotes.map(withEveryHundredthAltered) });
        },
      },
    );
    await vi.waitFor(() => expect(started.size).toBe(5), WAIT);
    for (const site of ['cloud', 'onprem']) {
      for (const [symbol, start] of started) {
        await vi.waitFor(async () => {
          const { marks } = await accountAt(topology, site, symbol);
          const compared = ledgerOfClient.compare(symbol, marks);
          expect(compared).toEqual({ through: expect.any(Number), differences: [] });
          expect(compared.through).toBeGreaterThan(start + 256);
          const { differences } = altered.compare(symbol, marks);
          expect(differences).not.toEqual([]);
          for (const difference of differences) expect(difference).toMatchObject({ surplus: 0 });
        }, WAIT);
      }
    }
    expect(ledgerOfClient.totals).toMatchObject({
      conflated: 0,
      missing: 0,
      duplicates: 0,
      outOfOrder: 0,
      conflicting: 0,
      unexplained: 0,
      unsettled: 0,
    });
    expect(altered.totals).toEqual(ledgerOfClient.totals);
    // The REST answer is the account of the site that serves it.
    const { marks } = await getJson<SymbolAccount>(`${topology.url}/v1/ledger/${[...started.keys()][0]}`);
    expect(ledgerOfClient.compare([...started.keys()][0]!, marks).differences).toEqual([]);
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

import { jetstream } from '@nats-io/jetstream';
import { QuoteClient } from '@quotebridge/client';
import type { AuditStatus } from '@quotebridge/contracts';
import { decodeQuote, encodeQuote, QUOTES_STREAM, quoteSubject } from '@quotebridge/contracts/wire';
import type { Quote, StreamAlarm } from '@quotebridge/contracts/wire';
import { siteManager, startTopology, storedMessages } from '@quotebridge/testkit';
import type { Topology, TopologyOptions } from '@quotebridge/testkit';
import { afterEach, expect, it, vi } from 'vitest';
import { SHORT_RETENTION } from '../infra/prove/beds/embedded.ts';

const WAIT = { timeout: 180_000, interval: 100 };
const SKIPPED = 9;

interface StatusAlarm {
  readonly code: string;
  readonly stream: string;
  readonly missing: number;
}

/** Both sites, and a client as the board is one. */
interface Bench extends AsyncDisposable {
  readonly topology: Topology;
  ledger(): Promise<AuditStatus>;
  statusAlarms(): Promise<readonly StatusAlarm[]>;
  /** The newest that the client received with a status. */
  readonly clientAlarms: readonly StreamAlarm[];
  readonly onprem: () => Promise<{ readonly first: number; readonly last: number }>;
  readonly cloud: () => Promise<{ readonly first: number; readonly last: number }>;
  metric(service: string, code: string): Promise<string | undefined>;
}

let bench: Bench;
afterEach(() => bench[Symbol.asyncDispose]());

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (response.status !== 200) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Resolves when both sites are audited, compared and without an alarm. */
async function startBench(options: TopologyOptions): Promise<Bench> {
  await using stack = new AsyncDisposableStack();
  const topology = stack.use(await startTopology(options));
  let clientAlarms: readonly StreamAlarm[] = [];
  const handlers = { onState: () => undefined, onSnapshot: () => undefined, onQuotes: () => undefined };
  stack.use(
    new QuoteClient(
      topology.url,
      { symbols: '*' },
      {
        ...handlers,
        onStatus(status) {
          clientAlarms = status.alarms ?? [];
        },
      },
    ),
  );
  const streamAt = async (site: string) => {
    const nc = await topology.connect(site, 'reader');
    stack.defer(() => nc.close());
    const { streams } = await siteManager(nc);
    return async () => {
      const { first_seq: first, last_seq: last } = (await streams.info(QUOTES_STREAM)).state;
      return { first, last };
    };
  };
  const [onprem, cloud] = [await streamAt('onprem'), await streamAt('cloud')];
  const ledger = () => getJson<AuditStatus>(`${topology.url}/v1/ledger`);
  await vi.waitFor(async () => {
    const { comparisons, alarms, receipts } = await ledger();
    expect(comparisons).toEqual([expect.objectContaining({ site: 'onprem', differences: [] })]);
    expect(comparisons[0]!.through).toBeGreaterThan(256);
    expect({ alarms, receipts }).toEqual({ alarms: [], receipts: [] });
    expect(clientAlarms).toEqual([]);
  }, WAIT);
  const running = stack.move();
  return {
    topology,
    ledger,
    statusAlarms: async () =>
      (await getJson<{ readonly alarms: readonly StatusAlarm[] }>(`${topology.url}/v1/status`)).alarms,
    get clientAlarms() {
      return clientAlarms;
    },
    onprem,
    cloud,
    async metric(service, code) {
      const text = await (await fetch(`${topology.service(service).url}/metrics`)).text();
      return text.split('\n').find((line) => line.startsWith(`audit_alarm{code="${code}"`));
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Stores a quote as the feed's user, made from the newest one, while the feed is stopped. */
async function publishFromNewest({ topology, onprem }: Bench, change: (newest: Quote) => Quote): Promise<Quote> {
  await topology.service('feed').stop();
  const [reader, feed] = await Promise.all([topology.connect('onprem', 'reader'), topology.connect('onprem', 'feed')]);
  try {
    let newest: Quote | null = null;
    for await (const { subject, data } of storedMessages(reader, Math.max(0, (await onprem()).last - 100))) {
      if (subject.startsWith(quoteSubject(''))) newest = decodeQuote(new TextDecoder().decode(data));
    }
    if (newest === null) throw new Error('the stream has no quote in its last 100 messages');
    const quote = change(newest);
    await jetstream(feed).publish(quoteSubject(quote.symbol), encodeQuote(quote));
    return quote;
  } finally {
    await Promise.all([reader.close(), feed.close()]);
    await topology.service('feed').restart();
  }
}

/** The alarm in everything that shows it: the ledger, the status, the client's status and the metrics. */
async function expectShown(code: string, text: RegExp): Promise<void> {
  await vi.waitFor(async () => {
    const { alarms } = await bench.ledger();
    expect(alarms).toContainEqual(expect.objectContaining({ code, text: expect.stringMatching(text) }));
    expect(await bench.statusAlarms()).toContainEqual(expect.objectContaining({ code, stream: QUOTES_STREAM }));
    expect(bench.clientAlarms).toContainEqual(
      expect.objectContaining({ code, stream: QUOTES_STREAM, text: expect.stringMatching(text) }),
    );
    for (const service of ['auditor-cloud', 'auditor-onprem']) {
      expect(await bench.metric(service, code)).toMatch(/ 1$/);
    }
  }, WAIT);
}

it('raises quotes-lost where the feed skipped numbers, which no alarm of the bridge can show', async () => {
  bench = await startBench({ symbols: 5, rate: 20 });
  const { symbol } = await publishFromNewest(bench, (quote) => ({ ...quote, seq: quote.seq + 1 + SKIPPED }));
  await expectShown('quotes-lost', /^9 quotes are missing in the stream, the last one before message \d+$/);
  const { alarms, totals, account } = await bench.ledger();
  expect(alarms.map(({ code, missing }) => ({ code, missing }))).toEqual([{ code: 'quotes-lost', missing: SKIPPED }]);
  expect(totals).toMatchObject({ missing: SKIPPED, duplicates: 0, conflicting: 0 });
  expect(account.lost).toBe(SKIPPED);
  expect((await bench.statusAlarms()).map(({ code }) => code)).toEqual(['quotes-lost']);
  expect(await getJson(`${bench.topology.url}/v1/ledger/${symbol}`)).toMatchObject({ missing: SKIPPED });
}, 300_000);

it('raises quotes-conflict where a number was stored again with other content', async () => {
  bench = await startBench({ symbols: 5, rate: 20 });
  const { symbol } = await publishFromNewest(bench, (quote) => ({ ...quote, last: '0.01' }));
  await expectShown('quotes-conflict', /^1 quotes were stored again with other content, .* before message \d+$/);
  const { alarms, totals } = await bench.ledger();
  expect(alarms.map(({ code }) => code)).toEqual(['quotes-conflict']);
  expect(totals).toMatchObject({ missing: 0, conflicting: 1 });
  // Both sites hold the same, so the comparison finds nothing.
  expect((await bench.ledger()).comparisons).toEqual([expect.objectContaining({ differences: [] })]);
  expect(await getJson(`${bench.topology.url}/v1/ledger/${symbol}`)).toMatchObject({ missing: 0, conflicting: 1 });
}, 300_000);

it('shows the cause and the number of lost quotes when an outage was longer than the origin keeps them', async () => {
  bench = await startBench({ symbols: 100, rate: 50, env: SHORT_RETENTION });
  const { cable } = bench.topology.sites;
  cable.cut();
  await vi.waitFor(async () => {
    expect((await bench.onprem()).first).toBeGreaterThan((await bench.cloud()).last + 1_000);
  }, WAIT);
  cable.restore();
  // The bridge knows why messages are lost, the auditor how many quotes are: both are shown at the same time.
  await vi.waitFor(async () => {
    const alarms = await bench.statusAlarms();
    expect(alarms.map(({ code }) => code)).toEqual(['expired', 'quotes-lost']);
    for (const { missing } of alarms) expect(missing).toBeGreaterThan(900);
    expect(bench.clientAlarms.map(({ code }) => code)).toEqual(['expired', 'quotes-lost']);
  }, WAIT);
  // On a machine that can hardly keep up there may be a second outage: every lost quote is in the receipt of one of them.
  await vi.waitFor(async () => {
    const { receipts, totals, account } = await bench.ledger();
    expect(receipts).toContainEqual(expect.objectContaining({ cause: 'link', to: expect.any(Number) }));
    for (const { to, held, recovered, lost, ...counts } of receipts) {
      expect(to).toEqual(expect.any(Number));
      expect(counts).toMatchObject({ duplicates: 0, outOfOrder: 0, conflicting: 0 });
      expect(held).toBe(recovered + lost);
    }
    const lost = receipts.reduce((sum, receipt) => sum + receipt.lost, 0);
    expect(lost).toBeGreaterThan(900);
    expect({ missing: totals.missing, lost: account.lost }).toEqual({ missing: lost, lost });
  }, WAIT);
}, 600_000);

import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ledgerLine, ledgerTable } from './ledger-tables.ts';
import type { Ledger } from './ledger-tables.ts';
import { showLedger } from './ledger.ts';

const LONG = { timeout: 10_000, interval: 20 };
const NOW = 1_800_000_000_000;

const ledger: Ledger = {
  site: 'cloud',
  time: NOW,
  now: NOW,
  since: NOW - 60_000,
  created: NOW - 90_000,
  from: 1,
  position: 5_000,
  hash: '0123456789abcdef',
  totals: {
    symbols: 5,
    published: 4_900,
    received: 4_900,
    missing: 0,
    duplicates: 0,
    outOfOrder: 0,
    conflicting: 0,
    skipped: 0,
    refused: 0,
    untracked: 0,
  },
  account: { published: 4_910, delivered: 4_900, conflated: 0, held: 10, lost: 0 },
  comparisons: [{ site: 'onprem', time: NOW, position: 5_010, held: 0, through: 4_864, differences: [] }],
  alarms: [],
  receipts: [],
};
const receipt = { duplicates: 0, outOfOrder: 0, conflicting: 0, held: 812, recovered: 812, lost: 0 };

describe('the table', () => {
  const text = (over: Partial<Ledger>) => stripVTControlCharacters(ledgerTable({ ...ledger, ...over }));

  it('accounts for every published quote, and says up to where the copy is the origin', () => {
    const shown = text({});
    expect(shown).toContain('4910 published = 4900 delivered + 0 conflated + 10 held + 0 lost');
    expect(shown).toMatch(/compared with onprem .*the same up to message 4864/);
    expect(shown).toContain('no outage so far');
  });

  it('has a line for each receipt, the one that lasts too', () => {
    const shown = text({
      receipts: [
        { ...receipt, cause: 'feed', from: NOW - 4_000, to: null },
        { ...receipt, cause: 'link', from: NOW - 40_000, to: NOW - 25_000 },
      ],
    });
    expect(shown).toMatch(/feed .*4\.0 s so far/);
    expect(shown).toMatch(/link .*15 s .*812 .*812 .*0 .*0/);
  });

  it('names what differs, and for how long the other site has been silent', () => {
    const differences = [{ after: 256, through: 512, surplus: 0 }];
    const comparisons = [{ ...ledger.comparisons[0]!, time: NOW - 60_000, held: 300, differences }];
    expect(text({ comparisons })).toMatch(
      /messages 257 to 512 differ, 300 quotes not there yet, last reported 60 s ago/,
    );
  });
});

it('is one line for what reads lines', () => {
  const line = ledgerLine({ ...ledger, receipts: [{ ...receipt, cause: 'link', from: NOW - 3_000, to: null }] });
  expect(line).toMatch(
    /^\S+ \S+ cloud 4910 published = .* \| missing 0 .* \| onprem: the same up to .* \| outage \(link\) for 3\.0 s$/,
  );
});

describe('the command', () => {
  const output = () => {
    const stream = Object.assign(new PassThrough(), { isTTY: false });
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
  };
  /** Answers with the statuses given, one after the other, the last one again and again. */
  const start = async (statuses: readonly number[], over = {}) => {
    let asked = 0;
    const server = createServer((_request, response) => {
      const status = statuses[Math.min(asked, statuses.length - 1)] ?? 200;
      asked += 1;
      const body =
        status === 200 ? { ...ledger, position: ledger.position + asked } : { detail: 'waiting for the auditor' };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const [out, err, stopping] = [output(), output(), new AbortController()];
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const options = {
      url,
      json: false,
      once: false,
      out: out.stream,
      err: err.stream,
      stopping: stopping.signal,
      ...over,
    };
    const running = showLedger(options);
    return {
      out: out.text,
      err: err.text,
      over: running,
      async [Symbol.asyncDispose]() {
        stopping.abort();
        await running.catch(() => undefined);
        server.closeAllConnections();
        server.close();
      },
    };
  };

  it('goes on when the auditor is away for a while', async () => {
    await using shown = await start([200, 503, 200]);
    await expect.poll(() => shown.out().split('\n').length, LONG).toBeGreaterThan(2);
    expect(shown.err()).toContain('the API answered 503: waiting for the auditor');
  });

  it('ends with the reason where there is none at first', async () => {
    await using shown = await start([503]);
    await expect(shown.over).rejects.toThrow('the API answered 503: waiting for the auditor');
  });

  it('shows it once when asked to', async () => {
    await using shown = await start([200], { once: true, json: true });
    await shown.over;
    expect(JSON.parse(shown.out())).toMatchObject({ site: 'cloud', account: { held: 10 } });
  });
});

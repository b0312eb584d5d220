import { describe, expect, it } from 'vitest';
import { statusAnswer } from './answers.ts';
import { AUDIT, documented, NOW, siteOf, startApp } from './testing.ts';

describe('the status of a site', () => {
  it('reports the status of its site', async () => {
    await using api = await startApp();
    const answer = statusAnswer.parse(await (await fetch(`${api.url}/v1/status`)).json());
    expect(answer).toMatchObject({
      role: 'mirror',
      link: 'up',
      rtt: 1.5,
      lag: 4,
      lastError: 'no',
      heartbeatAge: 300,
      symbols: 2,
      totals: { received: 2, missing: 0, lost: 0, refused: 0 },
    });
  });

  it('reports the alarms of its streams, and is not complete while messages are missing from one', async () => {
    const site = siteOf();
    const alarm = { code: 'mirror-purged' as const, since: 5, text: 'lacks 1,373', action: null, missing: 1_373 };
    const streams = site.bridge!.streams.map((stream) => ({ ...stream, lag: null, alarm }));
    await using api = await startApp({ site: { ...site, bridge: { ...site.bridge!, streams } } });
    const answer = statusAnswer.parse(await (await fetch(`${api.url}/v1/status`)).json());
    const alarms = ['INSTRUMENTS', 'QUOTES'].map((stream) => ({ stream, ...alarm }));
    expect(answer).toMatchObject({ stale: null, lag: null, complete: false, alarms });
  });

  it("shows the alarms of the audit beside the bridge's", async () => {
    const found = { code: 'content-differs' as const, since: 5, text: 'messages 257 to 512 are others', missing: 0 };
    await using api = await startApp({ site: { ...siteOf(), audit: { ...AUDIT, alarms: [found] } } });
    const answer = statusAnswer.parse(await (await fetch(`${api.url}/v1/status`)).json());
    expect(answer.alarms).toEqual([{ stream: 'QUOTES', action: null, ...found }]);
  });

  it('answers with what the auditor found, and says what it waits for where there is none', async () => {
    await using api = await startApp({ site: { ...siteOf(), audit: AUDIT } });
    expect((await documented(`${api.url}/v1/ledger`)).body).toEqual({ ...AUDIT, now: NOW });
    await using silent = await startApp();
    const { status, body } = await documented(`${silent.url}/v1/ledger`);
    expect({ status, body }).toMatchObject({ status: 503, body: { detail: "waiting for the site's auditor" } });
  });

  it('answers with the account of a symbol, and refuses one that there is not', async () => {
    const counts = { received: 70, missing: 0, duplicates: 0, outOfOrder: 0, conflicting: 0 };
    const account = {
      symbol: 'A',
      from: 1,
      seq: 70,
      epoch: 1,
      ...counts,
      marks: [[64, 64, '0123456789abcdef'] as const],
    };
    await using api = await startApp({ accounts: () => Promise.resolve([account]) });
    expect((await documented(`${api.url}/v1/ledger/A`)).body).toEqual({ ...account, site: 'cloud' });
    expect(await documented(`${api.url}/v1/ledger/Z`)).toMatchObject({
      status: 404,
      body: { detail: 'no such symbol: Z; there are A, B, C' },
    });
    await using empty = await startApp();
    expect(await documented(`${empty.url}/v1/ledger/A`)).toMatchObject({ status: 404 });
  });
});

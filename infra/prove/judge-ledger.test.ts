import type { AuditStatus, Receipt } from '@quotebridge/contracts';
import { describe, expect, it } from 'vitest';
import type { Expectation } from './fault.ts';
import { judgeLedgers, receiptsSince, type LedgerEvidence } from './judge-ledger.ts';

const CUT: Expectation = { shown: [], receipt: 'link' };
const TOTALS = { symbols: 5, published: 200, received: 200, missing: 0, duplicates: 0, outOfOrder: 0, conflicting: 0 };

function status(received: number, totals: Partial<AuditStatus['totals']> = {}, since = 1): AuditStatus {
  return {
    site: 'cloud',
    time: 1_000,
    since,
    created: 1,
    from: 1,
    position: received,
    hash: '',
    totals: { ...TOTALS, skipped: 0, refused: 0, untracked: 0, received, ...totals },
    account: { published: 200, delivered: 200, conflated: 0, held: 0, lost: 0 },
    comparisons: [],
    alarms: [],
    receipts: [],
  };
}

function receipt(changes: Partial<Receipt> = {}): Receipt {
  const none = { lost: 0, duplicates: 0, outOfOrder: 0, conflicting: 0 };
  return { cause: 'link', from: 500, to: 900, held: 40, recovered: 40, ...none, ...changes };
}

function ledger(changes: Partial<LedgerEvidence> = {}): LedgerEvidence {
  return { site: 'cloud', before: status(100), after: status(200), quotes: 100, receipts: [receipt()], ...changes };
}

describe('the verdict on the ledgers', () => {
  it('finds nothing wrong with counts that agree and a receipt that is balanced', () => {
    expect(judgeLedgers(CUT, [ledger({ site: 'onprem', receipts: [] }), ledger()])).toEqual([]);
  });

  it.each<[Partial<LedgerEvidence>, string]>([
    [{ quotes: 101 }, 'the ledger of cloud counts 100 quotes where its stream has 101'],
    [{ after: status(200, { missing: 2 }) }, 'the ledger of cloud counts 2 missing'],
    [{ after: status(200, { duplicates: 1 }) }, 'the ledger of cloud counts 1 duplicates'],
    [{ after: null }, 'the auditor of cloud published nothing'],
    [{ after: status(200, {}, 2) }, 'the audit of cloud began anew'],
    [{ receipts: [] }, 'the ledger of cloud has no receipt of the outage, cause link'],
    [{ receipts: [receipt({ cause: 'feed' })] }, 'the ledger of cloud has no receipt of the outage, cause link'],
    [
      { receipts: [receipt({ held: 0, recovered: 0 })] },
      'the ledger of cloud has no receipt of the outage, cause link',
    ],
    [{ receipts: [receipt(), receipt({ to: null })] }, 'the ledger of cloud shows an outage that has not ended'],
    [
      { receipts: [receipt({ recovered: 38, lost: 2 })] },
      'a receipt of cloud (link) has 40 held, 38 recovered, 2 lost, 0 duplicates',
    ],
  ])('finds what is wrong: %#', (changes, finding) => {
    expect(judgeLedgers(CUT, [ledger(changes)])).toEqual([finding]);
  });

  it('expects the audits to begin anew with an origin that was made anew', () => {
    const anew: Expectation = { shown: [], originAnew: true };
    expect(judgeLedgers(anew, [ledger({ after: status(50, {}, 2), quotes: 0 })])).toEqual([]);
    expect(judgeLedgers(anew, [ledger()])).toEqual(['the audit of cloud did not notice that the stream is another']);
  });

  it('accepts a loss that the ledger counts, and not one that it hides', () => {
    const lossy: Expectation = { shown: [], loses: 'reported' };
    const lost = [receipt({ recovered: 30, lost: 10 })];
    expect(judgeLedgers(lossy, [ledger({ after: status(190, { missing: 10 }), receipts: lost })])).toEqual([]);
    expect(judgeLedgers(lossy, [ledger()])).toEqual(['the ledger hides the loss']);
  });
});

it('takes receipts of outages that ended during the fault or last', () => {
  const [before, during, open] = [receipt({ to: 400 }), receipt(), receipt({ to: null })];
  expect(receiptsSince({ ...status(200), receipts: [open, during, before] }, 500)).toEqual([open, during]);
});

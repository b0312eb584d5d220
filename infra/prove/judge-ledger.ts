import type { AuditStatus, Receipt } from '@quotebridge/contracts';
import type { Expectation } from './fault.ts';
import type { Findings } from './findings.ts';

/** What a site's auditor counted during a fault, and what was counted independently of the same messages. */
export interface LedgerEvidence {
  readonly site: string;
  /** Before the fault and after it; `null` when the auditor published nothing. */
  readonly before: AuditStatus | null;
  readonly after: AuditStatus | null;
  /** Quotes in the messages between the two, as the reader of the stream counted them. */
  readonly quotes: number;
  /** Receipts of outages that ended after the fault began, or have not ended, the newest first. */
  readonly receipts: readonly Receipt[];
}

/** Receipts of outages since then, in milliseconds since the Unix epoch. */
export function receiptsSince(status: AuditStatus | null, time: number): readonly Receipt[] {
  return status === null ? [] : status.receipts.filter(({ to }) => to === null || to >= time);
}

/** Compares the ledgers of both sites with the independent counts, and with what a fault has to leave in them. Pure. */
export function judgeLedgers(expects: Expectation, ledgers: readonly LedgerEvidence[]): Findings {
  return ledgers.flatMap((ledger) => ledgerFindings(expects, ledger));
}

function ledgerFindings({ loses, originAnew, receipt: cause }: Expectation, ledger: LedgerEvidence): string[] {
  const { site, before, after, quotes, receipts } = ledger;
  if (before === null || after === null) return [`the auditor of ${site} published nothing`];
  const beganAnew = before.created !== after.created || before.since !== after.since || before.from !== after.from;
  const open = receipts.filter(({ to }) => to === null);
  const over = receipts.filter(({ to }) => to !== null);
  return [
    open.length > 0 && `the ledger of ${site} shows an outage that has not ended`,
    originAnew === true && !beganAnew && `the audit of ${site} did not notice that the stream is another`,
    loses === undefined && originAnew !== true && beganAnew && `the audit of ${site} began anew`,
    ...(loses === undefined && !beganAnew ? countFindings(site, before, after, quotes) : []),
    ...(loses === undefined ? over.flatMap((receipt) => receiptFindings(site, receipt)) : []),
    site === 'cloud' &&
      cause !== undefined &&
      !over.some((receipt) => receipt.cause === cause && (cause !== 'link' || receipt.held > 0)) &&
      `the ledger of ${site} has no receipt of the outage, cause ${cause}`,
    loses !== undefined &&
      site === 'cloud' &&
      after.totals.missing === before.totals.missing &&
      'the ledger hides the loss',
  ].filter((finding) => finding !== false);
}

function countFindings(site: string, before: AuditStatus, after: AuditStatus, quotes: number): string[] {
  const received = after.totals.received - before.totals.received;
  return [
    received !== quotes && `the ledger of ${site} counts ${received} quotes where its stream has ${quotes}`,
    ...(['missing', 'duplicates', 'outOfOrder', 'conflicting'] as const).map((what) => {
      const more = after.totals[what] - before.totals[what];
      return more !== 0 && `the ledger of ${site} counts ${more} ${what}`;
    }),
    ...after.comparisons.map(
      ({ site: other, differences }) =>
        differences.length > 0 && `the ledger of ${site} differs from that of ${other} in ${differences.length} places`,
    ),
  ].filter((finding) => finding !== false);
}

function receiptFindings(site: string, { held, recovered, lost, duplicates, cause }: Receipt): string[] {
  const isBalanced = held === recovered && lost === 0 && duplicates === 0;
  if (isBalanced) return [];
  return [
    `a receipt of ${site} (${cause}) has ${held} held, ${recovered} recovered, ${lost} lost, ${duplicates} duplicates`,
  ];
}

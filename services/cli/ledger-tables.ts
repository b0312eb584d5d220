import { styleText } from 'node:util';
import type { paths as RestPaths } from '@quotebridge/contracts/rest';
import Table from 'cli-table3';
import { ageText, timeText } from './texts.ts';

export type Ledger = RestPaths['/v1/ledger']['get']['responses'][200]['content']['application/json'];
type Receipt = Ledger['receipts'][number];

const PLAIN = { head: [], border: [], compact: true };
/** How many receipts a table shows: the newest. */
const SHOWN = 10;

/** The account of a site, how its stream compares, and the newest receipts. */
export function ledgerTable(ledger: Ledger): string {
  const { site, from, position, totals, comparisons, alarms, now } = ledger;
  const summary = new Table({ style: PLAIN });
  const wrong = [
    `${totals.missing} missing`,
    `${totals.duplicates} duplicate`,
    `${totals.outOfOrder} out of order`,
    `${totals.conflicting} conflicting`,
  ].join(', ');
  summary.push(
    { [`quotes at ${site}`]: accountText(ledger) },
    { found: isClean(ledger) ? wrong : styleText('yellow', wrong) },
    { audited: `messages ${from} to ${position}, ${totals.symbols} symbols` },
    ...comparisons.map((comparison) => ({ [`compared with ${comparison.site}`]: comparisonText(comparison, now) })),
    ...alarms.map(({ code, since, text }) => ({
      alarm: `${styleText('yellow', `${code} for ${ageText(now - since)}`)}: ${text}`,
    })),
  );
  if (ledger.receipts.length === 0) return `${summary.toString()}\nno outage so far`;
  return `${summary.toString()}\n${receiptTable(ledger.receipts.slice(0, SHOWN), now)}`;
}

/** The same in one line, for what reads lines. */
export function ledgerLine(ledger: Ledger): string {
  const { site, now, totals, comparisons, alarms, receipts } = ledger;
  const [newest] = receipts;
  return [
    `${timeText(now)} ${site} ${accountText(ledger)}`,
    `missing ${totals.missing} duplicate ${totals.duplicates} out-of-order ${totals.outOfOrder} conflicting ${totals.conflicting}`,
    ...comparisons.map((comparison) => `${comparison.site}: ${comparisonText(comparison, now)}`),
    ...alarms.map(({ code }) => `alarm ${code}`),
    ...(newest?.to === null ? [`outage (${newest.cause}) for ${ageText(now - newest.from)}`] : []),
  ].join(' | ');
}

function receiptTable(receipts: readonly Receipt[], now: number): string {
  const table = new Table({
    style: PLAIN,
    head: ['outage', 'since', 'lasted', 'held', 'recovered', 'lost', 'duplicate'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const { cause, from, to, held, recovered, lost, duplicates } of receipts) {
    const counts = to === null ? ['', '', '', ''] : [held, recovered, lost, duplicates];
    table.push([cause, timeText(from), to === null ? `${ageText(now - from)} so far` : ageText(to - from), ...counts]);
  }
  return table.toString();
}

function accountText({ account }: Ledger): string {
  const { published, delivered, conflated, held, lost } = account;
  return `${published} published = ${delivered} delivered + ${conflated} conflated + ${held} held + ${lost} lost`;
}

function comparisonText({ through, differences, held, time }: Ledger['comparisons'][number], now: number): string {
  const [first, ...more] = differences;
  const age = now - time > 5_000 ? `, last reported ${ageText(now - time)} ago` : '';
  const waits = held > 0 ? `, ${held} quotes not there yet` : '';
  if (first !== undefined) {
    const others = more.length === 0 ? '' : ` and ${more.length} more ranges`;
    return styleText('yellow', `messages ${first.after + 1} to ${first.through}${others} differ`) + waits + age;
  }
  return (through === null ? 'nothing to compare yet' : `the same up to message ${through}`) + waits + age;
}

function isClean({ totals }: Ledger): boolean {
  return totals.missing + totals.duplicates + totals.outOfOrder + totals.conflicting === 0;
}

import type { ConsoleReceipt } from '@quotebridge/contracts/wire';
import stripCss from './Strip.module.css';
import { receiptParts } from './strip-text.ts';

export interface ReceiptProps {
  /** Of the newest outage that is over; `null` when there was none. */
  readonly receipt: ConsoleReceipt | null;
  /** Shown in its place. */
  readonly note: string | null;
}

/** What the last outage cost. It stays until the next one; a screen reader reads it when it is new. */
export function Receipt({ receipt, note }: ReceiptProps) {
  const isGood = receipt?.lost === 0 && receipt.duplicates === 0;
  return (
    <p className={stripCss.receipt} role="status" data-testid="receipt" data-number={receipt?.number ?? 0}>
      {note ?? (receipt === null ? 'no outage so far' : null)}
      {note === null && receipt !== null && (
        <>
          <span className={isGood ? stripCss.good : stripCss.bad}>{isGood ? '✔ ' : '✕ '}</span>
          {receiptParts(receipt).map(({ text, isMinor }, index) => (
            <span key={text.replace(/\d[\d,.]*/g, '')} className={isMinor ? stripCss.minor : undefined}>
              {index === 0 ? '' : ' · '}
              {text}
            </span>
          ))}
        </>
      )}
    </p>
  );
}

import { describe, expect, it } from 'vitest';
import { StreamLedger } from './stream-ledger.ts';

/** Takes quotes of the symbol A, as `seq` or `seq=content`, at the next positions. */
function take(ledger: StreamLedger, ...quotes: readonly string[]): StreamLedger {
  for (const text of quotes) {
    const [seq = '', content = seq] = text.split('=');
    ledger.takeQuote(ledger.position + 1, content, 'A', Number(seq), { epoch: 1, text: content });
  }
  return ledger;
}

describe('the ledger of a stream', () => {
  it('finds nothing wrong with numbers that grow by 1, from wherever they begin', () => {
    const { counts } = take(new StreamLedger(100), '7', '8', '9');
    expect(counts).toMatchObject({ quotes: 3, missing: 0, duplicates: 0, outOfOrder: 0, conflicting: 0 });
  });

  it('counts what is missing until it comes, then as out of order', () => {
    const ledger = take(new StreamLedger(0), '1', '5');
    expect(ledger.counts).toMatchObject({ missing: 3, outOfOrder: 0 });
    expect(take(ledger, '3').counts).toMatchObject({ missing: 2, outOfOrder: 1, duplicates: 0 });
  });

  it('distinguishes a duplicate from another content under the same number', () => {
    expect(take(new StreamLedger(0), '1', '2', '2').counts).toMatchObject({ duplicates: 1, conflicting: 0 });
    expect(take(new StreamLedger(0), '1', '2', '2=other').counts).toMatchObject({ duplicates: 0, conflicting: 1 });
  });

  it('goes on where the one before ended', () => {
    const first = take(new StreamLedger(0), '1', '2');
    first.takeOther(3, 'heartbeat');
    const second = take(first.continued(), '5');
    expect(second.position).toBe(4);
    expect(second.counts).toMatchObject({ messages: 1, quotes: 1, missing: 2 });
    expect(take(second.continued(), '5').counts).toMatchObject({ duplicates: 1 });
  });
});

import * as fc from 'fast-check';
import { encodeQuote, HEARTBEAT_SUBJECT, quoteSubject } from '@quotebridge/contracts';
import type { Quote } from '@quotebridge/contracts';
import { describe, expect, it } from 'vitest';
import { StreamAudit } from './stream-audit.ts';
import type { StoredMessage } from './stream-audit.ts';

const TIME = 1_700_000_000_000;

function quote(symbol: string, seq: number, last = '10.00'): Quote {
  return {
    symbol,
    seq,
    epoch: TIME,
    time: TIME,
    published: TIME,
    bid: '9.99',
    bidSize: 1,
    ask: '10.01',
    askSize: 1,
    last,
  };
}

/** As a stream holds them, from message 1 on. */
function stored(quotes: readonly Quote[]): StoredMessage[] {
  return quotes.map((one, index) => ({
    position: index + 1,
    subject: quoteSubject(one.symbol),
    text: encodeQuote(one),
    time: TIME,
  }));
}

function auditOf(messages: readonly StoredMessage[], audit = new StreamAudit(1)): StreamAudit {
  for (const message of messages) audit.take(message);
  return audit;
}

const CLEAN = { missing: 0, duplicates: 0, outOfOrder: 0, conflicting: 0, skipped: 0, refused: 0, untracked: 0 };

/** Quotes of three symbols, interleaved, and what befalls each. */
const histories = fc.array(
  fc.record({
    symbol: fc.constantFrom('A', 'B', 'C'),
    fate: fc.constantFrom('once', 'once', 'once', 'dropped', 'twice', 'altered', 'late'),
  }),
  { maxLength: 200 },
);

describe('the audit of a stream', () => {
  it('finds nothing wrong with numbers that grow by 1', () => {
    const quotes = ['A', 'B', 'A', 'A', 'B'].map((symbol, index, all) =>
      quote(symbol, all.slice(0, index + 1).filter((other) => other === symbol).length),
    );
    const { totals } = auditOf(stored(quotes));
    expect(totals).toEqual({ ...CLEAN, symbols: 2, published: 5, received: 5 });
  });

  it('counts exactly what was dropped, repeated, altered and late', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const next = new Map<string, number>();
        const wanted = { ...CLEAN, symbols: 0, published: 0, received: 0 };
        const quotes: Quote[] = [];
        const waiting: Quote[] = [];
        const skipped = new Map<string, number>();
        const seen = new Set<string>();
        for (const { symbol, fate } of history) {
          const seq = (next.get(symbol) ?? 0) + 1;
          next.set(symbol, seq);
          const one = quote(symbol, seq);
          if (fate === 'dropped' || fate === 'late') {
            skipped.set(symbol, (skipped.get(symbol) ?? 0) + 1);
            if (fate === 'late') waiting.push(one);
            continue;
          }
          quotes.push(one);
          seen.add(symbol);
          wanted.received += 1;
          // A number skipped counts once a greater one has come.
          wanted.missing += skipped.get(symbol) ?? 0;
          skipped.set(symbol, 0);
          wanted.published = [...seen].reduce((sum, each) => sum + (each === symbol ? seq : newestOf(quotes, each)), 0);
          if (fate === 'twice') {
            quotes.push(one);
            wanted.duplicates += 1;
          } else if (fate === 'altered') {
            quotes.push({ ...one, last: '11.00' });
            wanted.conflicting += 1;
          }
        }
        for (const one of waiting) {
          if (one.seq > newestOf(quotes, one.symbol)) continue;
          quotes.push(one);
          wanted.received += 1;
          wanted.missing -= 1;
          wanted.outOfOrder += 1;
        }
        wanted.symbols = seen.size;
        expect(auditOf(stored(quotes)).totals).toEqual(wanted);
      }),
    );
  });

  it('comes to the same when it is saved and resumed anywhere', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 0, max: 20 }), (at, dropEvery) => {
        const quotes = Array.from({ length: 600 }, (_, index) =>
          quote(
            index % 3 === 0 ? 'A' : 'B',
            1 + Math.floor(index / 3) * (index % 3 === 0 ? 1 : 2) + (index % 3 === 2 ? 1 : 0),
          ),
        );
        const messages = stored(quotes.filter((_, index) => dropEvery === 0 || index % (dropEvery + 20) !== 7));
        const whole = auditOf(messages);
        const first = auditOf(messages.slice(0, at));
        const resumed = auditOf(messages.slice(at), new StreamAudit(JSON.parse(JSON.stringify(first.state))));
        expect(resumed.totals).toEqual(whole.totals);
        expect(resumed.mark).toEqual(whole.mark);
        expect(resumed.marks).toEqual(whole.marks);
        expect(resumed.state).toEqual(whole.state);
      }),
    );
  });

  it('begins with the first quote that it meets where the stream no longer reaches back to the first', () => {
    const audit = new StreamAudit(900);
    const [message] = stored([quote('A', 70)]);
    audit.take({ ...message!, position: 900 });
    expect(audit.totals).toEqual({ ...CLEAN, symbols: 1, published: 1, received: 1 });
  });

  it('counts numbers missing at the beginning of a stream that is whole', () => {
    expect(auditOf(stored([quote('A', 3)])).totals).toMatchObject({ missing: 2, received: 1 });
  });

  it('counts what breaks the contract, and what the stream skipped', () => {
    const [first, second] = stored([quote('A', 1), quote('A', 2)]);
    const junk = { position: 2, subject: HEARTBEAT_SUBJECT, text: 'no json', time: TIME };
    const { totals } = auditOf([first!, junk, { ...second!, position: 9 }]);
    expect(totals).toMatchObject({ refused: 1, skipped: 6, received: 2, missing: 0 });
  });

  it('bounds what it remembers of a symbol that loses every other quote', () => {
    const quotes = Array.from({ length: 2_000 }, (_, index) => quote('A', 1 + 2 * index));
    const audit = auditOf(stored(quotes));
    expect(audit.totals).toMatchObject({ received: 2_000, missing: 1_999 });
    expect(JSON.stringify(audit.state).length).toBeLessThan(10_000);
  });
});

function newestOf(quotes: readonly Quote[], symbol: string): number {
  return quotes.reduce((newest, one) => (one.symbol === symbol ? Math.max(newest, one.seq) : newest), 0);
}

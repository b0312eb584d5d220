import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

const message = (n: number) => ({ subject: 's', payload: String(n), id: String(n) });

describe('Outbox', () => {
  it('keeps what is not acked, in order, and knows what belongs where', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000),
        fc.array(fc.oneof(fc.constant('add' as const), fc.nat(5_000)), { maxLength: 40 }),
        fc.integer({ min: 1, max: 400 }),
        (base, todo, burst) => {
          const outbox = new Outbox(base);
          let added = 0;
          let acked = base;
          for (const step of todo) {
            if (step === 'add') {
              for (let n = 0; n < burst; n += 1) outbox.add(message((added += 1)));
            } else if (outbox.ackUpTo(base + step)) {
              acked = Math.max(acked, base + step);
            } else {
              expect(step).toBeGreaterThan(added);
            }
            expect(outbox.acked).toBe(acked);
            expect(outbox.size).toBe(base + added - acked);
          }
          expect(outbox.end).toBe(base + added);
          for (let seq = acked + 1; seq <= base + added; seq += 1) expect(outbox.at(seq)?.id).toBe(String(seq - base));
          expect(outbox.at(base + added + 1)).toBeUndefined();
        },
      ),
    );
  });

  it('refuses an ack of what it did not hand over', () => {
    const outbox = new Outbox(10);
    outbox.add(message(1));
    expect(outbox.ackUpTo(12)).toBe(false);
    expect(outbox.ackUpTo(11)).toBe(true);
  });
});

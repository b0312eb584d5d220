import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

const message = (n: number) => ({ subject: 's', payload: String(n), id: String(n) });

describe('Outbox', () => {
  it('asks of each message that the one before it be the last', () => {
    const outbox = new Outbox(10, 'claim');
    expect([1, 2, 3].map((n) => outbox.add(message(n)))).toEqual(['claim', '1', '2']);
  });

  it('keeps what is not acked, in order, and knows what belongs where', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000),
        fc.array(fc.oneof(fc.constant('add' as const), fc.nat(5_000)), { maxLength: 40 }),
        fc.integer({ min: 1, max: 400 }),
        (base, todo, burst) => {
          const outbox = new Outbox(base, '0');
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
          const left = outbox.unacked();
          expect(left.map(({ message: { id } }) => Number(id))).toEqual(
            left.map((_, index) => acked - base + 1 + index),
          );
          expect(left.map(({ after }) => Number(after))).toEqual(left.map((_, index) => acked - base + index));
          for (const { message: held } of left) expect(outbox.at(base + Number(held.id))).toBe(held);
        },
      ),
    );
  });

  it('refuses an ack of what it did not hand over', () => {
    const outbox = new Outbox(10, 'claim');
    outbox.add(message(1));
    expect(outbox.ackUpTo(12)).toBe(false);
    expect(outbox.ackUpTo(11)).toBe(true);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';
import type { Sending } from './outbox.ts';

const message = (n: number, payload = String(n)) => ({ subject: 's', payload });

function add(outbox: Outbox, from: number, to: number) {
  for (let n = from; n <= to; n += 1) outbox.add(message(n));
}

function takeAll(outbox: Outbox): Sending[] {
  const all: Sending[] = [];
  for (let next = outbox.take(); next !== null; next = outbox.take()) all.push(next);
  return all;
}

const kinds = (sendings: readonly Sending[]) =>
  sendings.map((sending) =>
    sending.kind === 'commit' ? `commit ${sending.after}` : `${sending.kind} ${sending.message.payload}`,
  );

/** A stream as the server keeps it, behind a connection that drops messages on command. */
class ModelStream {
  readonly stored: string[] = [];
  readonly #batches = new Map<string, string[] | null>();

  /** The last sequence number after it; `null` for a refusal or where no ack is expected. */
  receive(sending: Sending, round: number): number | null {
    const name = `${round}.${sending.after}`;
    if (sending.kind === 'alone') return this.#store(sending.after, [sending.message.payload]);
    const parts = this.#batches.get(name) ?? (sending.place === 1 ? [] : null);
    const whole = parts !== null && parts.length === sending.place - 1 ? parts : null;
    if (sending.kind === 'part') {
      this.#batches.set(name, whole === null ? null : [...whole, sending.message.payload]);
      return null;
    }
    return whole === null ? null : this.#store(sending.after, whole);
  }

  #store(after: number, payloads: readonly string[]): number | null {
    if (after !== this.stored.length) return null;
    this.stored.push(...payloads);
    return this.stored.length;
  }
}

describe('Outbox', () => {
  it('sends a message alone when nothing is in flight', () => {
    const outbox = new Outbox(7);
    add(outbox, 1, 1);
    expect(takeAll(outbox)).toEqual([{ kind: 'alone', after: 7, message: message(1) }]);
    expect(outbox.ackUpTo(8)).toBe(true);
    add(outbox, 2, 2);
    expect(kinds(takeAll(outbox))).toEqual(['alone 2']);
  });

  it('sends messages added meanwhile at once, and commits them as one batch when the one in flight is acked', () => {
    const outbox = new Outbox(0);
    add(outbox, 1, 1);
    takeAll(outbox);
    add(outbox, 2, 2);
    expect(takeAll(outbox)).toEqual([{ kind: 'part', after: 1, place: 1, message: message(2) }]);
    add(outbox, 3, 3);
    expect(takeAll(outbox)).toEqual([{ kind: 'part', after: 1, place: 2, message: message(3) }]);
    outbox.ackUpTo(1);
    expect(takeAll(outbox)).toEqual([{ kind: 'commit', after: 1, place: 3 }]);
    expect(outbox.underWay).toBe(3);
    add(outbox, 4, 4);
    expect(takeAll(outbox)).toEqual([{ kind: 'part', after: 3, place: 1, message: message(4) }]);
  });

  it('sends messages that wait together as one batch', () => {
    const outbox = new Outbox(0);
    add(outbox, 1, 3);
    expect(kinds(takeAll(outbox))).toEqual(['part 1', 'part 2', 'part 3', 'commit 0']);
  });

  it('limits a batch to 1,000 messages', () => {
    const outbox = new Outbox(0);
    add(outbox, 1, 2_500);
    expect(takeAll(outbox)).toHaveLength(1_000 + 1 + 1_000);
    expect(outbox.underWay).toBe(1_000);
    expect(outbox.sent).toBe(2_000);
    outbox.ackUpTo(1_000);
    expect(kinds(takeAll(outbox)).at(0)).toBe('commit 1000');
    expect(outbox.sent).toBe(2_500);
  });

  it('limits a batch to a megabyte', () => {
    const outbox = new Outbox(0);
    for (let n = 1; n <= 30; n += 1) outbox.add(message(n, 'x'.repeat(100_000)));
    takeAll(outbox);
    expect(outbox.underWay).toBe(11);
    expect(outbox.sent).toBe(22);
  });

  it('resends every message without an ack, the first alone, the rest possibly in other batches', () => {
    const outbox = new Outbox(0);
    add(outbox, 1, 1);
    takeAll(outbox);
    add(outbox, 2, 3);
    takeAll(outbox);
    outbox.restart();
    expect(kinds(takeAll(outbox))).toEqual(['alone 1', 'part 2', 'part 3']);
    outbox.ackUpTo(1);
    expect(kinds(takeAll(outbox))).toEqual(['commit 1']);
  });

  it('refuses an ack for a message that was not sent', () => {
    const outbox = new Outbox(10);
    add(outbox, 1, 1);
    expect(outbox.ackUpTo(12)).toBe(false);
    expect(outbox.ackUpTo(11)).toBe(true);
  });

  it('gets everything stored in order and once, whichever messages and acks are lost', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 1_500 }).map((count) => ({ add: count })) },
      { weight: 3, arbitrary: fc.constant({ answer: true }) },
      { weight: 1, arbitrary: fc.constant({ answer: false }) },
      { weight: 2, arbitrary: fc.constant({ restart: true }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.infiniteStream(fc.nat(99)), (steps, luck) => {
        const outbox = new Outbox(0);
        const stream = new ModelStream();
        /** Messages of earlier rounds still in flight: they may arrive late. */
        const late: (readonly [Sending, number])[] = [];
        let answers: number[] = [];
        let added = 0;
        let round = 0;
        const send = (lossy: boolean) => {
          for (const sending of takeAll(outbox)) {
            const n = lossy ? (luck.next().value ?? 99) : 99;
            if (n === 0) continue;
            if (n === 1) late.push([sending, round]);
            else {
              const seq = stream.receive(sending, round);
              if (seq !== null) answers.push(seq);
            }
          }
        };
        const restart = () => {
          for (const [sending, of] of late.splice(0)) stream.receive(sending, of);
          expect(outbox.ackUpTo(stream.stored.length)).toBe(true);
          outbox.restart();
          round += 1;
          answers = [];
        };
        for (const next of steps) {
          if ('add' in next) {
            add(outbox, added + 1, added + next.add);
            added += next.add;
          } else if ('restart' in next) {
            restart();
          } else {
            const seq = answers.shift();
            if (seq !== undefined && next.answer) {
              expect(seq).toBe(outbox.underWay);
              outbox.ackUpTo(seq);
            }
          }
          send(true);
        }
        restart();
        for (send(false); outbox.size > 0; send(false)) outbox.ackUpTo(answers.shift() ?? Number.NaN);
        expect(stream.stored).toEqual(Array.from({ length: added }, (_, index) => String(index + 1)));
        expect(outbox.acked).toBe(added);
        expect(outbox.at(added + 1)).toBeUndefined();
      }),
    );
  });
});

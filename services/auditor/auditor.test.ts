import { encodeHeartbeat, encodeQuote, HEARTBEAT_SUBJECT, quoteSubject } from '@quotebridge/contracts';
import type { Receipt } from '@quotebridge/contracts';
import { describe, expect, it } from 'vitest';
import { Auditor } from './auditor.ts';
import type { StoredMessage } from './stream-audit.ts';

const START = 1_700_000_000_000;
const STREAM = { created: START - 60_000, first: 1, last: 0 };
const UP = { role: 'mirror' as const, link: 'up' as const, bridge: null, activity: 0 };
const DOWN = { ...UP, link: 'down' as const, activity: null };

/** A stream of one symbol, and an auditor that reads it, by a clock that the test moves. */
function setUp(site = 'cloud', contentOf = (seq: number) => `${seq}.00`) {
  let now = 0;
  let beat = 0;
  const messages: StoredMessage[] = [];
  const clock = () => ({ wall: START + now, monotonic: now });
  const create = (saved: Auditor['saved'] = null) => new Auditor({ site, clock, saved });
  const store = (subject: string, text: string) => {
    messages.push({ position: messages.length + 1, subject, text, time: START + now });
  };
  let seq = 0;
  const tick = () => {
    now += 1_000;
    seq += 1;
    const price = contentOf(seq);
    const quote = { symbol: 'A', seq, epoch: START, time: START, published: START };
    store(quoteSubject('A'), encodeQuote({ ...quote, bid: price, bidSize: 1, ask: price, askSize: 1, last: price }));
    const time = START + now;
    store(
      HEARTBEAT_SUBJECT,
      encodeHeartbeat({ epoch: START, time, count: seq, symbols: 1, sent: time, beat: (beat += 1) }),
    );
  };
  const read = (auditor: Auditor) => {
    auditor.open({ ...STREAM, last: messages.length });
    for (const message of messages.slice(auditor.startAfter)) {
      if (!auditor.take(message)) return false;
    }
    return true;
  };
  return { create, tick, read, messages, now: () => START + now };
}

describe('receipts', () => {
  it('says what was held, recovered and lost in an outage, and why, and survives a restart in the middle of it', () => {
    const { create, tick, read, now } = setUp();
    let auditor = create();
    for (let i = 0; i < 5; i += 1) {
      tick();
      read(auditor);
      auditor.look(true, UP);
    }
    expect(auditor.status?.receipts).toEqual([]);
    const cutAt = now();
    const seen: (Receipt | null)[] = [];
    for (let i = 0; i < 10; i += 1) {
      tick();
      seen.push(auditor.look(true, DOWN));
    }
    expect(seen.filter((receipt) => receipt !== null)).toEqual([expect.objectContaining({ cause: 'link', to: null })]);
    auditor = create(JSON.parse(JSON.stringify(auditor.saved)));
    read(auditor);
    // What came in one go is the backlog: quotes are fresh with the next heartbeat that comes as it is sent.
    for (let i = 0; i < 3; i += 1) {
      tick();
      read(auditor);
      auditor.look(true, UP);
    }
    const [receipt, ...others] = auditor.status!.receipts;
    expect(others).toEqual([]);
    expect(receipt).toMatchObject({ cause: 'link', lost: 0, duplicates: 0, outOfOrder: 0, conflicting: 0 });
    expect(Math.abs(receipt!.from - cutAt)).toBeLessThanOrEqual(1_000);
    expect(receipt!.to).toBeGreaterThan(cutAt + 10_000);
    expect(receipt!.held).toBeGreaterThanOrEqual(10);
    expect(receipt!.recovered).toBe(receipt!.held);
  });

  it('counts what an outage lost', () => {
    const { create, tick, read, messages } = setUp();
    const auditor = create();
    for (let i = 0; i < 3; i += 1) {
      tick();
      read(auditor);
      auditor.look(true, UP);
    }
    const held = messages.length;
    for (let i = 0; i < 8; i += 1) {
      tick();
      auditor.look(true, DOWN);
    }
    // The origin dropped the first five before the link was back.
    messages.splice(held, 10);
    for (const message of messages.slice(held)) auditor.take(message);
    for (let i = 0; i < 3; i += 1) {
      tick();
      const next = messages.slice(-2).map((message, index) => ({ ...message, position: auditor.position + index + 1 }));
      for (const message of next) auditor.take(message);
      auditor.look(true, UP);
    }
    const [receipt] = auditor.status!.receipts;
    expect(receipt).toMatchObject({ cause: 'link', lost: 5 });
    expect(receipt!.held).toBe(receipt!.recovered + receipt!.lost);
  });
});

describe('the account', () => {
  it('has every published quote as delivered, held or lost', () => {
    const origin = setUp('onprem');
    const [at, cloud] = [origin.create(), setUp().create()];
    for (let i = 0; i < 20; i += 1) origin.tick();
    origin.read(at);
    cloud.open({ ...STREAM, last: 24 });
    for (const message of origin.messages.slice(0, 24)) cloud.take(message);
    cloud.compare(at.marks!);
    expect(cloud.status!.account).toEqual({ published: 20, delivered: 12, conflated: 0, held: 8, lost: 0 });
    expect(at.status!.account).toEqual({ published: 20, delivered: 20, conflated: 0, held: 0, lost: 0 });
  });
});

describe('the comparison with another site', () => {
  const filled = (site: string, contentOf?: (seq: number) => string) => {
    const set = setUp(site, contentOf);
    for (let i = 0; i < 600; i += 1) set.tick();
    const auditor = set.create();
    set.read(auditor);
    return { ...set, auditor };
  };

  it('agrees where both hold the same, and says up to where', () => {
    const [origin, mirror] = [filled('onprem'), filled('cloud')];
    mirror.auditor.compare(origin.auditor.marks!);
    const { comparisons, alarms } = mirror.auditor.status!;
    expect(comparisons).toEqual([expect.objectContaining({ site: 'onprem', through: 1_024, differences: [] })]);
    expect(alarms).toEqual([]);
  });

  it('raises an alarm when one quote is another, though counts and numbers are the same', () => {
    const origin = filled('onprem');
    const mirror = filled('cloud', (seq) => (seq === 150 ? '666.00' : `${seq}.00`));
    mirror.auditor.compare(origin.auditor.marks!);
    const { alarms, totals } = mirror.auditor.status!;
    expect(totals).toMatchObject({ missing: 0, duplicates: 0, outOfOrder: 0, conflicting: 0 });
    expect(alarms).toEqual([expect.objectContaining({ code: 'content-differs' })]);
    expect(alarms[0]!.text).toMatch(/messages 257 to 512 are others than at onprem/);
  });

  it('notices that the stream was rewritten while nobody read it, though it is as long and as old', () => {
    const set = filled('onprem');
    const saved = JSON.parse(JSON.stringify(set.auditor.saved));
    const last = set.messages.length;
    set.messages.splice(0, last, ...filled('onprem', (seq) => `${seq}.50`).messages);
    const resumed = set.create(saved);
    // The last message is a heartbeat: only the quote before it is another.
    set.messages.pop();
    const quote = set.messages.at(-1)!;
    set.messages.push({ ...quote, position: last });
    expect(set.read(resumed)).toBe(false);
    expect(set.read(resumed)).toBe(true);
    expect(resumed.status).toMatchObject({ from: 1, position: last, totals: { symbols: 1 } });
  });
});

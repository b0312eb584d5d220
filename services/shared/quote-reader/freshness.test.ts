import { HEARTBEAT_EVERY_MS, STALE_AFTER_MS } from '@quotebridge/contracts/wire';
import type { Heartbeat } from '@quotebridge/contracts/wire';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Moment } from '@quotebridge/service-kit';
import { FreshnessWatch } from './freshness.ts';

const EPOCH = 1_700_000_000_000;
const SECOND = 1_000;
const HOUR = 3_600_000;
const STEP_MS = 50;
/** The promise to users: whatever the clocks show, older prices are reported as stale. */
const FOUND_WITHIN_MS = 3_000;

interface Sent {
  readonly heartbeat: Heartbeat;
  /** The true time. */
  readonly at: number;
}

/** A feed and a reader, each with its own clock, and a link between them that can be cut. `time` is the true time. */
class World {
  time = 0;
  /** How far each clock is ahead of the true time. */
  feedAhead = 0;
  readerAhead = 0;
  feedRuns = true;
  isCut = false;
  covers = true;
  watch: FreshnessWatch;
  /** The true time at which the reader's newest heartbeat was sent. */
  newestAt = Number.NEGATIVE_INFINITY;
  readonly #waiting: Sent[] = [];
  #stored: Sent | null = null;
  #epoch = 1;
  #beat = 0;
  #dueAt = 0;

  constructor() {
    this.watch = new FreshnessWatch(this.now());
  }

  now(): Moment {
    return { wall: EPOCH + this.time + this.readerAhead, monotonic: 5_000 + this.time };
  }

  check() {
    return this.watch.check(this.now(), () => this.covers);
  }

  /** Advances time. `each` is called at every step. */
  run(ms: number, each: () => void = () => undefined): void {
    for (const end = this.time + ms; this.time < end; this.time += STEP_MS) {
      if (this.feedRuns && this.time >= this.#dueAt) this.#publish();
      if (!this.isCut) this.#deliver();
      each();
    }
  }

  /** Another feed takes over, with its own clock. */
  replaceFeed(ahead: number): void {
    this.#epoch += 1;
    this.#beat = 0;
    this.feedAhead = ahead;
    this.feedRuns = true;
  }

  /** Another reader starts and reads what the stream holds. */
  replaceReader(): void {
    this.watch = new FreshnessWatch(this.now());
    if (this.#stored !== null) this.watch.receive(this.#stored.heartbeat, 'stream', this.now(), false);
  }

  happen(kind: string, value: number, each: () => void): void {
    if (kind === 'feed clock') this.feedAhead = value;
    else if (kind === 'reader clock') this.readerAhead = value;
    else if (kind === 'another feed') this.replaceFeed(value);
    else if (kind === 'another reader') this.replaceReader();
    else this.#break(kind, value, each);
  }

  #break(kind: string, ms: number, each: () => void): void {
    this.isCut = kind === 'cut' || kind === 'hang in a cut';
    this.feedRuns = kind === 'cut' || kind === 'hang in a cut';
    this.run(ms, each);
    this.feedRuns = kind === 'cut';
    if (kind === 'reader in a hang') this.replaceReader();
    if (kind !== 'cut') this.run(ms, each);
    this.isCut = false;
    if (kind === 'hang in a cut') this.run(5 * SECOND, each);
    this.feedRuns = true;
  }

  #publish(): void {
    this.#dueAt = this.time + HEARTBEAT_EVERY_MS;
    this.#beat += 1;
    const sent = EPOCH + this.time + this.feedAhead;
    const heartbeat = { epoch: this.#epoch, time: sent, count: 1, symbols: 1, sent, beat: this.#beat };
    this.#waiting.push({ heartbeat, at: this.time });
  }

  #deliver(): void {
    for (const sent of this.#waiting.splice(0)) {
      this.watch.receive(sent.heartbeat, 'stream', this.now(), true);
      this.#stored = sent;
      this.newestAt = sent.at;
    }
  }
}

describe('FreshnessWatch', () => {
  it('is stale from the start until a heartbeat covers the prices', () => {
    const world = new World();
    expect(world.check()).toMatchObject({ fresh: false, since: EPOCH, complete: false });
    expect(world.watch.heartbeatAge(world.now())).toBeNull();
    world.run(SECOND);
    expect(world.check()).toMatchObject({ fresh: true, complete: true, clocksDisagree: false });
  });

  it('turns stale 2.5 s after the last heartbeat, and reports since when', () => {
    const world = new World();
    world.run(3 * SECOND);
    world.check();
    world.feedRuns = false;
    world.time = world.newestAt + STALE_AFTER_MS;
    expect(world.check().fresh).toBe(true);
    world.time += 1;
    expect(world.check()).toMatchObject({ fresh: false, since: EPOCH + world.newestAt });
  });

  it('waits for the quotes that a heartbeat counts', () => {
    const world = new World();
    world.covers = false;
    world.run(3 * SECOND);
    expect(world.check().fresh).toBe(false);
    world.covers = true;
    expect(world.check().fresh).toBe(true);
  });

  it('ignores a stored heartbeat until a live one is received', () => {
    const world = new World();
    world.run(2 * SECOND);
    world.feedRuns = false;
    world.replaceReader();
    world.run(SECOND, () => expect(world.check().fresh).toBe(false));
  });

  it('is not complete while heartbeats arrive by core only', () => {
    const watch = new FreshnessWatch({ wall: EPOCH, monotonic: 0 });
    const at = (ms: number): Moment => ({ wall: EPOCH + ms, monotonic: ms });
    const beat = (n: number): Heartbeat => ({
      epoch: 1,
      time: EPOCH + n * SECOND,
      sent: EPOCH + n * SECOND,
      count: 1,
      symbols: 1,
      beat: n,
    });
    watch.receive(beat(1), 'stream', at(1_000), true);
    for (const n of [2, 3, 4, 5]) watch.receive(beat(n), 'core', at(n * SECOND), true);
    expect(watch.check(at(5_100), () => true)).toMatchObject({ fresh: true, complete: false });
    watch.receive(beat(5), 'stream', at(5_150), true);
    expect(watch.check(at(5_200), () => true)).toMatchObject({ fresh: true, complete: true });
  });

  it('measures the age of a feed that is behind schedule by its schedule', () => {
    const watch = new FreshnessWatch({ wall: EPOCH, monotonic: 0 });
    for (const n of [1, 2, 3]) {
      const sent = EPOCH + n * SECOND;
      const at = { wall: sent, monotonic: n * SECOND };
      watch.receive({ epoch: 1, time: sent - 4_000, count: 1, symbols: 1, sent, beat: n }, 'stream', at, true);
    }
    const coverage = watch.check({ wall: EPOCH + 3_100, monotonic: 3_100 }, () => true);
    expect(coverage).toMatchObject({ fresh: false, clocksDisagree: false, behindSchedule: 4_000, delay: 0 });
  });

  it('accepts heartbeats of older feeds without numbers', () => {
    const watch = new FreshnessWatch({ wall: EPOCH, monotonic: 0 });
    for (const n of [1, 2]) {
      const time = EPOCH + n * SECOND;
      watch.receive({ epoch: 1, time, count: n, symbols: 1 }, 'stream', { wall: time, monotonic: n * SECOND }, true);
    }
    expect(watch.check({ wall: EPOCH + 2_100, monotonic: 2_100 }, () => true).fresh).toBe(true);
  });
});

describe('clocks', () => {
  const STEPS = [-HOUR, -60 * SECOND, -5 * SECOND, -1_200, 1_200, 5 * SECOND, 60 * SECOND, HOUR];

  it.each(STEPS)('are found to differ within 3 s when the feed starts %d ms ahead', (ahead) => {
    const world = new World();
    world.feedAhead = ahead;
    world.run(FOUND_WITHIN_MS, () => expect(world.check().fresh).toBe(false));
    const { clockOffset, clocksDisagree } = world.check();
    expect(clocksDisagree).toBe(true);
    expect(clockOffset).toBeCloseTo(-ahead, -2);
  });

  it.each(STEPS)(
    'are found to differ within 3 s when the feed’s clock steps by %d ms, and to agree again as fast',
    (step) => {
      const world = new World();
      world.run(5 * SECOND, () => world.check());
      world.feedAhead = step;
      world.run(FOUND_WITHIN_MS, () => world.check());
      expect(world.check()).toMatchObject({ fresh: false, clocksDisagree: true });
      world.feedAhead = 0;
      world.run(FOUND_WITHIN_MS, () => world.check());
      expect(world.check()).toMatchObject({ fresh: true, clocksDisagree: false });
    },
  );

  it.each(STEPS)(
    'are found to differ at once when the reader’s clock steps by %d ms, and to agree again at once',
    (step) => {
      const world = new World();
      world.run(5 * SECOND, () => world.check());
      world.readerAhead = step;
      expect(world.check()).toMatchObject({ fresh: false, clocksDisagree: true });
      world.run(10 * SECOND, () => expect(world.check().fresh).toBe(false));
      world.readerAhead = 0;
      world.run(HEARTBEAT_EVERY_MS + 2 * STEP_MS, () => world.check());
      expect(world.check()).toMatchObject({ fresh: true, clocksDisagree: false });
    },
  );

  it.each(STEPS)('do not hide a hung feed after its clock was corrected by %d ms', (ahead) => {
    const world = new World();
    world.feedAhead = ahead;
    world.run(10 * SECOND, () => world.check());
    world.replaceFeed(0);
    world.run(5 * SECOND, () => world.check());
    expect(world.check().fresh).toBe(true);
    world.feedRuns = false;
    world.run(FOUND_WITHIN_MS, () => world.check());
    expect(world.check()).toMatchObject({ fresh: false, clocksDisagree: false });
  });

  it('are not found to differ by a backlog, which does not make prices fresh either', () => {
    const world = new World();
    world.run(5 * SECOND, () => world.check());
    world.isCut = true;
    world.run(20 * SECOND, () => world.check());
    world.feedRuns = false;
    world.run(10 * SECOND, () => world.check());
    world.isCut = false;
    world.run(10 * SECOND, () => expect(world.check()).toMatchObject({ fresh: false, clocksDisagree: false }));
    expect(world.watch.heartbeatAge(world.now())).toBeGreaterThan(20 * SECOND);
  });

  it('never make old prices fresh or a healthy feed stale, whatever is set, cut, hung or replaced', () => {
    const offset = fc.oneof(
      fc.integer({ min: -HOUR, max: HOUR }),
      fc.integer({ min: -10 * SECOND, max: 10 * SECOND }),
      fc.constantFrom(-HOUR, -SECOND, 0, SECOND, HOUR),
    );
    const event = fc.oneof(
      fc.record({ kind: fc.constant('feed clock' as const), value: offset }),
      fc.record({ kind: fc.constant('reader clock' as const), value: offset }),
      fc.record({ kind: fc.constant('another feed' as const), value: offset }),
      fc.record({ kind: fc.constant('another reader' as const), value: fc.constant(0) }),
      fc.record({ kind: fc.constant('cut' as const), value: fc.integer({ min: 100, max: 30 * SECOND }) }),
      fc.record({ kind: fc.constant('hang' as const), value: fc.integer({ min: 100, max: 30 * SECOND }) }),
      fc.record({ kind: fc.constant('hang in a cut' as const), value: fc.integer({ min: 100, max: 30 * SECOND }) }),
      fc.record({ kind: fc.constant('reader in a hang' as const), value: fc.integer({ min: 100, max: 30 * SECOND }) }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.integer({ min: 3_500, max: 6_000 })), { maxLength: 12 }), (events) => {
        const world = new World();
        const wrong: string[] = [];
        const check = () => {
          const trueAge = world.time - world.newestAt;
          if (world.check().fresh && trueAge > FOUND_WITHIN_MS) wrong.push(`fresh at the age of ${trueAge} ms`);
          const age = world.watch.heartbeatAge(world.now());
          if (age !== null && age < 0) wrong.push(`a heartbeat ${age} ms old`);
        };
        world.run(FOUND_WITHIN_MS, check);
        for (const [{ kind, value }, quiet] of events) {
          world.happen(kind, value, check);
          world.run(quiet, check);
          const apart = Math.abs(world.readerAhead - world.feedAhead);
          // In between, the result depends on the delays of the heartbeats.
          if (apart < 800) expect(world.check()).toMatchObject({ fresh: true, clocksDisagree: false });
          if (apart > 1_100) expect(world.check()).toMatchObject({ fresh: false, clocksDisagree: true });
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

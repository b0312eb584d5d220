import { describe, expect, it } from 'vitest';
import { FreshnessWatch } from './freshness.ts';

const beat = (time: number, count = 1) => ({ epoch: 1, time, count, symbols: 1 });
const yes = () => true;
const no = () => false;

describe('FreshnessWatch', () => {
  it('is stale from the start until a heartbeat vouches for the prices', () => {
    const watch = new FreshnessWatch(1_000);
    expect(watch.check(1_100, yes)).toEqual({ staleSince: 1_000, complete: false, heartbeat: null });
    watch.hear(beat(1_050), 'stream');
    expect(watch.check(1_100, yes)).toMatchObject({ staleSince: null, complete: true });
  });

  it('turns stale 2.5 s after the last heartbeat, and says since when', () => {
    const watch = new FreshnessWatch(0);
    watch.hear(beat(1_000), 'stream');
    expect(watch.check(3_500, yes).staleSince).toBeNull();
    expect(watch.check(3_501, yes).staleSince).toBe(1_000);
  });

  it('does not take an old heartbeat for a fresh one when the stream catches up', () => {
    const watch = new FreshnessWatch(0);
    watch.hear(beat(1_000), 'stream');
    watch.hear(beat(2_000), 'stream');
    expect(watch.check(20_000, yes).staleSince).toBe(2_000);
  });

  it('waits for the quotes that a heartbeat counts', () => {
    const watch = new FreshnessWatch(0);
    watch.hear(beat(1_000, 5), 'core');
    expect(watch.check(1_100, no).staleSince).toBe(0);
    expect(watch.check(1_200, yes).staleSince).toBeNull();
  });

  it('is not complete while only core heartbeats come', () => {
    const watch = new FreshnessWatch(0);
    watch.hear(beat(1_000), 'stream');
    watch.hear(beat(5_000), 'core');
    expect(watch.check(5_100, yes)).toMatchObject({ staleSince: null, complete: false });
    watch.hear(beat(5_000), 'stream');
    expect(watch.check(5_200, yes).complete).toBe(true);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { MirrorWatch } from './mirror-watch.ts';
import type { MirrorFinding, MirrorObservation } from './mirror-watch.ts';
import type { StreamState } from './stream-state.ts';

const ROUND_MS = 500;
const BEGAN = 1_800_000_000_000;
const MIB = 1 << 20;

function stateOf(firstSeq: number, lastSeq: number, over: Partial<StreamState> = {}): StreamState {
  const messages = over.messages ?? lastSeq - firstSeq + 1;
  return { created: 1, messages, bytes: messages * 100, maxBytes: 1_024 * MIB, firstSeq, lastSeq, ...over };
}

/** A stream from which every message was removed. */
const purgedAt = (lastSeq: number, created = 1) => stateOf(lastSeq + 1, lastSeq, { messages: 0, created });

let watch: MirrorWatch;
let now: number;
beforeEach(() => {
  watch = new MirrorWatch({ newestPerSubject: false });
  now = 1_000;
});

function observe(
  mirror: StreamState | null,
  origin: StreamState | null,
  over: Partial<MirrorObservation> = {},
): MirrorFinding {
  now += ROUND_MS;
  return watch.observe({ now, time: BEGAN + now, isLinkUp: true, isPaused: false, mirror, origin, copies: 1, ...over });
}

/** Observes until there is an alarm. Returns it, and how long it took in milliseconds. */
function alarmAfter(next: (round: number) => MirrorFinding, rounds = 40) {
  const from = now;
  for (let round = 1; round <= rounds; round += 1) {
    const { alarm } = next(round);
    if (alarm !== null) return { alarm, after: now - from };
  }
  return null;
}

describe('a mirror that follows its origin', () => {
  it("has no alarm, and a lag computed from the origin's status", () => {
    const findings = Array.from({ length: 100 }, (_, n) => observe(stateOf(1, 100 + n * 10), stateOf(1, 103 + n * 10)));
    expect(findings.every(({ alarm, needs, lag }) => alarm === null && needs === null && lag === 3)).toBe(true);
  });

  it('has an unknown lag without a status of the origin, or while the mirror cannot be reached', () => {
    expect(observe(stateOf(1, 9), null).lag).toBeNull();
    expect(observe(null, stateOf(1, 9)).lag).toBeNull();
  });

  it('has no lag and no alarm while it is ahead of the last status of the origin', () => {
    observe(stateOf(1, 12), stateOf(1, 9));
    expect(observe(stateOf(1, 22), stateOf(1, 9))).toMatchObject({ lag: 0, alarm: null });
  });

  it('has no alarm while limits remove the oldest messages of both, at different moments', () => {
    const full = { bytes: 1_020 * MIB };
    for (let n = 0; n < 40; n += 1) {
      const finding = observe(
        stateOf(1_000 + n * 10, 9_000 + n * 10, full),
        stateOf(990 + n * 10, 8_998 + n * 10, full),
      );
      expect(finding.alarm).toBeNull();
    }
  });
});

describe('a mirror that stopped', () => {
  const stopped = stateOf(1, 100);
  let last = 100;
  const stop = (over: Partial<MirrorObservation> = {}) =>
    alarmAfter(() => observe(stopped, stateOf(1, (last += 10)), over));
  beforeEach(() => (last = 100));

  it('is stuck within 3 s while the origin grows and the link is up', () => {
    observe(stopped, stateOf(1, 100));
    const found = stop();
    expect(found?.alarm).toMatchObject({ code: 'stuck', missing: expect.any(Number) });
    expect(found?.alarm.text).toMatch(/the mirror is at 100, the origin at 1\d\d/);
    expect(found?.after).toBeLessThanOrEqual(2_500);
    expect(observe(stopped, stateOf(1, 200))).toMatchObject({ lag: 100, needs: 'resume', mayRebuild: true });
  });

  it('is no longer stuck once it resumes', () => {
    expect(stop()?.alarm.code).toBe('stuck');
    expect(observe(stateOf(1, 101), stateOf(1, 300))).toMatchObject({ alarm: null, needs: null });
  });

  it('is not stuck while the link is down, and gets time to resume when the link is back', () => {
    expect(stop({ isLinkUp: false })).toBeNull();
    expect(stop()?.after).toBeGreaterThanOrEqual(8_000);
  });

  it('is neither stuck nor behind while it is paused, however long, and has its lag', () => {
    for (let round = 0; round < 200; round += 1) {
      const finding = observe(stopped, stateOf(1, (last += 10)), { isPaused: true });
      expect(finding).toMatchObject({ lag: last - 100, alarm: null, needs: null });
    }
  });

  it('is stuck when it does not resume after a pause', () => {
    expect(stop({ isPaused: true })).toBeNull();
    expect(stop()?.alarm.code).toBe('stuck');
  });

  it('is not refilled while it is paused, when nothing could fill it, but afterwards', () => {
    observe(stateOf(1, 500), stateOf(1, 500), { isPaused: true });
    const found = alarmAfter(() => observe(purgedAt(500), stateOf(1, 520), { isPaused: true }));
    expect(found?.alarm).toMatchObject({ code: 'mirror-purged', missing: 500 });
    expect(observe(purgedAt(500), stateOf(1, 530), { isPaused: true })).toMatchObject({ needs: null });
    expect(observe(purgedAt(500), stateOf(1, 540))).toMatchObject({ needs: 'refill' });
  });

  it('is not stuck while the origin has nothing newer', () => {
    expect(alarmAfter(() => observe(stopped, stopped))).toBeNull();
  });

  it('is behind when it receives, but its lag keeps growing', () => {
    const found = alarmAfter((round) => observe(stateOf(1, 100 + round), stateOf(1, 200 + round * 10)));
    expect(found?.alarm.code).toBe('behind');
  });

  it('is not behind while it catches up', () => {
    const catchUp = (round: number) => observe(stateOf(1, 100 + round * 1_000), stateOf(1, 100_000 + round * 10));
    expect(alarmAfter(catchUp)).toBeNull();
  });
});

describe('a purged mirror', () => {
  it('misses what it held, and needs a refill', () => {
    observe(stateOf(1, 1_381), stateOf(1, 1_381));
    const found = alarmAfter((round) => observe(stateOf(1_382, 1_381 + round), stateOf(1, 1_381 + round)));
    expect(found?.alarm).toMatchObject({ code: 'mirror-purged', missing: 1_381 });
    expect(found?.after).toBeLessThanOrEqual(1_500);
    expect(observe(stateOf(1_382, 1_400), stateOf(1, 1_400))).toMatchObject({ needs: 'refill', mayRebuild: true });
  });

  it('is detected by a bridge service that has just started, with no new messages since the purge', () => {
    expect(alarmAfter(() => observe(purgedAt(500), stateOf(1, 500)))?.alarm).toMatchObject({
      code: 'mirror-purged',
      missing: 500,
    });
  });

  it('is detected when only some messages were removed', () => {
    const found = alarmAfter(() => observe(stateOf(1, 500, { messages: 480 }), stateOf(1, 500)));
    expect(found?.alarm).toMatchObject({ code: 'mirror-purged', missing: 20 });
  });

  it('keeps its alarm during the refill, and needs nothing more', () => {
    alarmAfter(() => observe(purgedAt(500), stateOf(1, 500)));
    const found = alarmAfter(() => observe(stateOf(0, 0, { created: 2, messages: 0 }), stateOf(1, 500)));
    expect(found?.alarm).toMatchObject({ code: 'mirror-purged', missing: 500 });
    expect(observe(stateOf(1, 200, { created: 2 }), stateOf(1, 510))).toMatchObject({
      alarm: { code: 'mirror-purged', missing: 300 },
      needs: null,
    });
    expect(observe(stateOf(1, 505, { created: 2 }), stateOf(1, 511)).alarm).toBeNull();
  });

  it('keeps its alarm while the origin cannot be reached', () => {
    const found = alarmAfter(() => observe(purgedAt(500), stateOf(1, 500)));
    expect(observe(purgedAt(500), null).alarm).toEqual(found?.alarm);
  });
});

describe('a purged origin', () => {
  it('raises an alarm for as long as the mirror holds what the origin lost, and forbids rebuilding the mirror', () => {
    observe(stateOf(1, 500), stateOf(1, 500));
    const found = alarmAfter((round) => observe(stateOf(1, 500 + round), stateOf(501, 500 + round)));
    expect(found?.alarm).toMatchObject({ code: 'origin-purged', missing: 0 });
    expect(found?.after).toBeLessThanOrEqual(1_500);
    const later = stateOf(501, 9_000);
    expect(observe(stateOf(1, 9_000), later)).toMatchObject({
      alarm: found?.alarm && { code: 'origin-purged' },
      needs: null,
    });
    expect(observe(stateOf(1, 9_000), later).mayRebuild).toBe(false);
    expect(observe(stateOf(501, 9_000, { created: 2 }), later).alarm).toBeNull();
  });

  it('counts what the mirror had not received', () => {
    observe(stateOf(1, 500), stateOf(1, 500));
    observe(stateOf(1, 500), null, { isLinkUp: false });
    const found = alarmAfter(() => observe(stateOf(1, 900, { messages: 600 }), stateOf(801, 900)));
    expect(found?.alarm).toMatchObject({ code: 'origin-purged', missing: 300 });
  });

  it('counts it also when the mirror went on before the status of the origin showed the purge', () => {
    observe(stateOf(1, 500), stateOf(1, 500));
    observe(stateOf(1, 500), null, { isLinkUp: false });
    observe(stateOf(1, 900, { messages: 600 }), stateOf(1, 800));
    const purged = () => observe(stateOf(1, 900, { messages: 600 }), stateOf(801, 900));
    expect(alarmAfter(purged)?.alarm).toMatchObject({ code: 'origin-purged', missing: 300 });
    expect(purged()).toMatchObject({ needs: null, mayRebuild: false });
  });

  it('is detected when only some messages were removed', () => {
    expect(alarmAfter(() => observe(stateOf(1, 500), stateOf(1, 500, { messages: 480 })))?.alarm.code).toBe(
      'origin-purged',
    );
  });
});

describe('an origin that reached its limits in an outage', () => {
  const full = { bytes: 1_020 * MIB };

  it('leaves a gap, which is an alarm until the mirror itself no longer keeps that range', () => {
    observe(stateOf(1, 500), stateOf(1, 500));
    observe(stateOf(1, 500), null, { isLinkUp: false });
    const found = alarmAfter(() => observe(stateOf(1, 900, { messages: 600 }), stateOf(801, 900, full)));
    expect(found?.alarm).toMatchObject({ code: 'expired', missing: 300 });
    expect(observe(stateOf(1, 900, { messages: 600 }), stateOf(801, 900, full)).needs).toBeNull();
    expect(observe(stateOf(801, 2_000, full), stateOf(810, 2_000, full)).alarm).toBeNull();
  });

  it('is distinguished from a purge by a bridge service that has just started', () => {
    const found = alarmAfter(() => observe(stateOf(1, 900, { messages: 600 }), stateOf(801, 900, full)));
    expect(found?.alarm).toMatchObject({ code: 'expired', missing: 300 });
  });
});

describe('a recreated origin', () => {
  it('raises an alarm at once when it has fewer messages: the mirror misses all of them', () => {
    observe(stateOf(1, 500), stateOf(1, 500));
    const { alarm, lag, needs, mayRebuild } = observe(stateOf(1, 500), stateOf(1, 8, { created: 9 }));
    expect(alarm).toMatchObject({ code: 'origin-anew', missing: 8 });
    expect({ lag, needs, mayRebuild }).toEqual({ lag: null, needs: null, mayRebuild: false });
  });

  it('raises an alarm at once when it has more messages: the mirror misses the first of them', () => {
    observe(stateOf(1, 500), stateOf(1, 500));
    observe(stateOf(1, 500), stateOf(1, 700, { created: 9 }));
    expect(observe(stateOf(1, 700), stateOf(1, 700, { created: 9 })).alarm).toMatchObject({
      code: 'origin-anew',
      missing: 500,
    });
  });

  it('clears its alarm when the mirror was recreated too', () => {
    observe(stateOf(1, 500), stateOf(1, 500));
    observe(stateOf(1, 500), stateOf(1, 8, { created: 9 }));
    const rebuilt = stateOf(1, 8, { created: 10 });
    expect(observe(rebuilt, stateOf(1, 8, { created: 9 }), { copies: null })).toMatchObject({ alarm: null, lag: 0 });
    expect(observe(rebuilt, stateOf(1, 8, { created: 9 }), { copies: 9 })).toMatchObject({ alarm: null, lag: 0 });
  });

  it('raises an alarm also when it is the same stream with lower sequence numbers than before', () => {
    observe(stateOf(1, 500), stateOf(1, 500));
    expect(observe(stateOf(1, 500), stateOf(1, 450)).alarm).toMatchObject({ code: 'origin-anew', missing: 0 });
    expect(observe(stateOf(1, 600), stateOf(1, 600)).alarm).toMatchObject({ code: 'origin-anew', missing: 50 });
  });
});

describe("a stream of each subject's newest message", () => {
  beforeEach(() => (watch = new MirrorWatch({ newestPerSubject: true })));

  it('may start at any sequence number', () => {
    expect(alarmAfter(() => observe(stateOf(3, 70, { messages: 20 }), stateOf(51, 70, { messages: 20 })))).toBeNull();
  });

  it('counts as purged when one side has fewer messages at the same last sequence number', () => {
    const whole = stateOf(1, 70, { messages: 20 });
    expect(alarmAfter(() => observe(purgedAt(70), whole))?.alarm).toMatchObject({ code: 'mirror-purged', missing: 20 });
    expect(observe(purgedAt(70), whole)).toMatchObject({ needs: 'refill', mayRebuild: true });
    expect(alarmAfter(() => observe(whole, purgedAt(70)))?.alarm).toMatchObject({ code: 'origin-purged', missing: 0 });
  });
});

import { expect, it } from 'vitest';
import { OriginWatch } from './origin-watch.ts';
import type { StreamState } from './stream-state.ts';

const MIB = 1 << 20;
const state = (firstSeq: number, lastSeq: number, over: Partial<StreamState> = {}): StreamState => {
  const messages = over.messages ?? lastSeq - firstSeq + 1;
  return { created: 1, messages, bytes: messages * 100, maxBytes: 100 * MIB, firstSeq, lastSeq, ...over };
};

it('has no alarm while the stream grows, cannot be reached, or drops messages by its limits', () => {
  const watch = new OriginWatch({ newestPerSubject: false });
  const full = { bytes: 100 * MIB };
  const states = [state(1, 10), state(1, 20), null, state(1, 30), state(5, 40, full), state(20, 50, full)];
  expect(states.map((each, time) => watch.observe(time, each))).toEqual(states.map(() => null));
});

it('keeps an alarm after a full or partial purge until the limits would have removed those messages', () => {
  const watch = new OriginWatch({ newestPerSubject: false });
  watch.observe(1, state(1, 100));
  expect(watch.observe(2, state(101, 101))).toMatchObject({ code: 'origin-purged', since: 2, missing: 100 });
  expect(watch.observe(3, state(101, 150, { messages: 40 }))).toMatchObject({ since: 2, missing: 110 });
  expect(watch.observe(4, null)).toMatchObject({ missing: 110 });
  expect(watch.observe(5, state(201, 900, { bytes: 100 * MIB }))).toBeNull();
});

it('detects that the stream was recreated, with more messages than before', () => {
  const watch = new OriginWatch({ newestPerSubject: false });
  watch.observe(1, state(1, 100));
  expect(watch.observe(2, state(1, 200, { created: 7 }))).toMatchObject({ code: 'origin-anew', missing: 100 });
});

it('compares message counts where only the newest message of each subject is kept', () => {
  const watch = new OriginWatch({ newestPerSubject: true });
  watch.observe(1, state(1, 20));
  expect(watch.observe(2, state(15, 40, { messages: 20 }))).toBeNull();
  expect(watch.observe(3, state(41, 40, { messages: 0 }))).toMatchObject({ code: 'origin-purged', missing: 20 });
});

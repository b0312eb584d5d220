import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { restedReads } from './rested-reads.ts';

const handle = () => ({ readStop: vi.fn<() => void>(), readStart: vi.fn<() => void>() });
const connection = (socket?: { _handle: unknown; bytesRead?: number }) =>
  ({ protocol: { transport: { socket } } }) as unknown as Parameters<typeof restedReads>[0];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('rests for as long as it is told, and is not stopped again meanwhile', () => {
  const below = handle();
  const rest = restedReads(connection({ _handle: below }));
  rest(40.2);
  rest(90);
  vi.advanceTimersByTime(40);
  expect(below.readStart).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(below.readStop).toHaveBeenCalledTimes(1);
  expect(below.readStart).toHaveBeenCalledTimes(1);
});

it.each([Number.NEGATIVE_INFINITY, -3, 0, 4.9])('does not rest for %d ms', (ms) => {
  const below = handle();
  restedReads(connection({ _handle: below }))(ms);
  expect(below.readStop).not.toHaveBeenCalled();
});

it('does not rest where much came since it was last asked', () => {
  const below = handle();
  const socket = { _handle: below, bytesRead: 65_537 };
  const rest = restedReads(connection(socket));
  rest(50);
  expect(below.readStop).not.toHaveBeenCalled();
  socket.bytesRead += 65_536;
  rest(50);
  expect(below.readStop).toHaveBeenCalledTimes(1);
});

it('never rests for longer than 100 ms', () => {
  const below = handle();
  restedReads(connection({ _handle: below }))(5_000);
  vi.advanceTimersByTime(100);
  expect(below.readStart).toHaveBeenCalledTimes(1);
});

it('leaves a socket alone that was closed meanwhile', () => {
  const below = handle();
  const socket: { _handle: unknown } = { _handle: below };
  restedReads(connection(socket))(50);
  socket._handle = null;
  vi.advanceTimersByTime(50);
  expect(below.readStart).not.toHaveBeenCalled();
});

it.each([
  ['without a socket', connection()],
  ['with a closed one', connection({ _handle: null })],
])('does nothing to a connection %s', (_, nc) => {
  expect(() => restedReads(nc)(50)).not.toThrow();
});

import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { clientCounts, integerFrom, listOf } from './options.ts';

describe('the command line of a benchmark', () => {
  it('reads lists and numbers', () => {
    expect(clientCounts('100, 2000')).toEqual([100, 2_000]);
    expect(listOf(['rooms', 'nats'])('nats,rooms')).toEqual(['nats', 'rooms']);
    expect(integerFrom(1, 60)('60')).toBe(60);
  });

  it.each(['', '0', '-1', '1.5', 'many', '100,', '1e3', '10001'])('refuses %j clients', (text) => {
    expect(() => clientCounts(text)).toThrow(InvalidArgumentError);
  });

  it('refuses what it does not know, and says what there is', () => {
    expect(() => listOf(['rooms', 'nats'])('room')).toThrow('There is no "room": allowed are rooms, nats.');
    expect(() => integerFrom(1, 60)('61')).toThrow('from 1 to 60');
    expect(() => integerFrom(1, 60)('')).toThrow('from 1 to 60');
  });
});

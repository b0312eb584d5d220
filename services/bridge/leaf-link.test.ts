import { describe, expect, it } from 'vitest';
import { describeLink, parseDuration } from './leaf-link.ts';

it.each([
  ['423µs', 0.423],
  ['1.5ms', 1.5],
  ['900ns', 0.0009],
  ['1m2.5s', 62_500],
  ['2h0m1s', 7_201_000],
])('reads %s as %d ms', (text, ms) => {
  expect(parseDuration(text)).toBeCloseTo(ms, 6);
});

describe('describeLink', () => {
  const broker = (name: string, ...rtts: string[]) => ({
    server: { name },
    data: { leafs: rtts.map((rtt) => ({ rtt, is_spoke: name.startsWith('onprem') })) },
  });

  it('counts the connections of all brokers and takes the shortest round trip', () => {
    const link = describeLink([broker('onprem-1', '2ms'), broker('onprem-2', '900µs'), broker('onprem-3', '1ms')]);
    expect(link).toEqual({ connections: 3, rtt: 0.9, cutOff: [] });
  });

  it('ignores the round trip of brokers that are dialled: they hardly ever measure it', () => {
    expect(describeLink([broker('cloud-1', '106ms')])).toMatchObject({ connections: 1, rtt: null });
  });

  it('names the brokers that dial and have no connection of their own', () => {
    const link = describeLink([broker('onprem-3'), broker('onprem-1', '2ms'), broker('onprem-2')]);
    expect(link).toEqual({ connections: 1, rtt: 2, cutOff: ['onprem-2', 'onprem-3'] });
  });

  it('names a broker that is dialled but does not dial, at a site that has both', () => {
    const both = (name: string, ...spokes: boolean[]) => ({
      server: { name },
      data: { leafs: spokes.map((is_spoke) => ({ rtt: '1ms', is_spoke })) },
    });
    expect(describeLink([both('hub-1', true, false), both('hub-2', false)]).cutOff).toEqual(['hub-2']);
  });

  it('names none where the brokers are dialled, or while the link is down', () => {
    expect(describeLink([broker('cloud-1', '1ms', '1ms'), broker('cloud-2')]).cutOff).toEqual([]);
    expect(describeLink([broker('onprem-1'), broker('onprem-2')])).toEqual({ connections: 0, rtt: null, cutOff: [] });
  });
});

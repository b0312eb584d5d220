import { describe, expect, it } from 'vitest';
import { decodePacket, encodeEvent, PacketError } from './packets.ts';

describe('decodePacket', () => {
  it.each([
    [
      '0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1}',
      { kind: 'open', pingInterval: 25_000, pingTimeout: 20_000 },
    ],
    ['2', { kind: 'ping' }],
    ['1', { kind: 'closed' }],
    ['40{"sid":"x"}', { kind: 'connected' }],
    ['41', { kind: 'disconnected' }],
    ['42["status",{"site":"cloud"},1]', { kind: 'event', name: 'status', args: [{ site: 'cloud' }, 1] }],
    ['4312[{"ok":true}]', { kind: 'ack', id: 12, args: [{ ok: true }] }],
    ['44{"message":"no"}', { kind: 'refused', message: 'no' }],
  ])('reads %s', (text, packet) => {
    expect(decodePacket(text)).toEqual(packet);
  });

  it.each(['', '6', '0{}', '0[', '42{}', '42[1]', '42["a"', '43[]', '43x[]', '44', '451-["a"]', '5probe'])(
    'refuses %j',
    (text) => {
      expect(() => decodePacket(text)).toThrow(PacketError);
    },
  );
});

it('encodes events, with an id where an ack is requested', () => {
  expect(encodeEvent('subscribe', [{ symbols: '*' }], 3)).toBe('423["subscribe",{"symbols":"*"}]');
  expect(encodeEvent('hello', [])).toBe('42["hello"]');
});

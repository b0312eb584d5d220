/**
 * Text packets of Engine.IO 4 over a WebSocket and of Socket.IO 5 in them, as far as the gateway uses them: the default namespace,
 * no binary. https://socket.io/docs/v4/engine-io-protocol/ and https://socket.io/docs/v4/socket-io-protocol/
 */
export type Packet =
  | { readonly kind: 'open'; readonly pingInterval: number; readonly pingTimeout: number }
  | { readonly kind: 'ping' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'event'; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: 'ack'; readonly id: number; readonly args: readonly unknown[] };

/** What came is no packet that the gateway may send. */
export class PacketError extends Error {
  override readonly name = 'PacketError';
}

export const CONNECT = '40';
export const DISCONNECT = '41';
export const PONG = '3';

/** Throws `PacketError`. */
export function decodePacket(text: string): Packet {
  switch (text[0]) {
    case '0': {
      const { pingInterval, pingTimeout } = parse(text, 1) as { pingInterval?: unknown; pingTimeout?: unknown };
      if (typeof pingInterval !== 'number' || typeof pingTimeout !== 'number') throw refuse(text);
      return { kind: 'open', pingInterval, pingTimeout };
    }
    case '1':
      return { kind: 'closed' };
    case '2':
      return { kind: 'ping' };
    case '4':
      return decodeMessage(text);
    default:
      throw refuse(text);
  }
}

function decodeMessage(text: string): Packet {
  switch (text[1]) {
    case '0':
      return { kind: 'connected' };
    case '1':
      return { kind: 'disconnected' };
    case '2': {
      const [name, ...args] = list(text, 2);
      if (typeof name !== 'string') throw refuse(text);
      return { kind: 'event', name, args };
    }
    case '3': {
      const start = text.indexOf('[');
      const id = Number(text.slice(2, start));
      if (start < 3 || !Number.isInteger(id)) throw refuse(text);
      return { kind: 'ack', id, args: list(text, start) };
    }
    case '4': {
      const { message } = parse(text, 2) as { message?: unknown };
      return { kind: 'refused', message: String(message) };
    }
    default:
      throw refuse(text);
  }
}

/** With an `id`, an ack is requested. */
export function encodeEvent(name: string, args: readonly unknown[], id?: number): string {
  return `42${id ?? ''}${JSON.stringify([name, ...args])}`;
}

function list(text: string, start: number): unknown[] {
  const value = parse(text, start);
  if (!Array.isArray(value)) throw refuse(text);
  return value as unknown[];
}

function parse(text: string, start: number): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text.slice(start));
  } catch {
    throw refuse(text);
  }
  if (typeof value !== 'object' || value === null) throw refuse(text);
  return value;
}

function refuse(text: string): PacketError {
  return new PacketError(`no packet of Socket.IO that is known here: ${text.slice(0, 80)}`);
}

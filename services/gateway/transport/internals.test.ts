import { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { expect, it } from 'vitest';
import { directSocketOf } from './internals.ts';
import type { EngineSocket } from './internals.ts';

const socket = new Socket();
const connection = (over: object = {}) =>
  ({ request: { socket }, transport: { name: 'websocket' }, ...over }) as unknown as EngineSocket;
const webSocket = (over: object = {}) => ({ _socket: socket, extensions: '', ...over }) as unknown as WebSocket;

it('is the socket of the request when ws writes to that', () => {
  expect(directSocketOf(connection(), webSocket())).toBe(socket);
});

it.each([
  ['ws writes to another socket', connection(), webSocket({ _socket: new Socket() })],
  ['ws keeps its socket elsewhere', connection(), webSocket({ _socket: undefined })],
  ['frames are compressed', connection(), webSocket({ extensions: 'permessage-deflate' })],
  ['another transport carries Engine.IO', connection({ transport: { name: 'polling' } }), webSocket()],
  ['the request has no TCP socket', connection({ request: { socket: {} } }), webSocket({ _socket: {} })],
])('is null when %s', (_why, conn, below) => {
  expect(directSocketOf(conn, below)).toBeNull();
});

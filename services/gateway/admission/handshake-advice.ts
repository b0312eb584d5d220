import type { IncomingMessage, ServerResponse } from 'node:http';

/** Why a handshake cannot succeed however often it is tried: a client's developer reads it in the HTTP answer. */
export type HandshakeFault = 'unsupported_protocol' | 'unsupported_transport';

export const HANDSHAKE_ADVICE: Readonly<Record<HandshakeFault, string>> = {
  unsupported_protocol: 'EIO=4 (Socket.IO 3 or newer client) is needed',
  unsupported_transport:
    "only WebSocket is spoken here: connect with transports: ['websocket'], and let every proxy in between pass Upgrade on",
};

/** Whether a WebSocket handshake is of a protocol that is spoken here. */
export function isSupportedProtocol({ url = '/' }: Pick<IncomingMessage, 'url'>): boolean {
  return new URL(url, 'http://gateway').searchParams.get('EIO') === '4';
}

/** Answers a request that asked for another transport than WebSocket, in the form of Engine.IO's own refusals. */
export function refuseTransport(response: ServerResponse, code: number): void {
  response.writeHead(400, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ code, message: HANDSHAKE_ADVICE.unsupported_transport }));
}

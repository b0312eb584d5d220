import type { IncomingMessage, ServerResponse } from 'node:http';

/** Why a handshake can never succeed. The HTTP answer says so to the client's developer. */
export type HandshakeFault = 'unsupported_protocol' | 'unsupported_transport';

export const HANDSHAKE_ADVICE: Readonly<Record<HandshakeFault, string>> = {
  unsupported_protocol: 'EIO=4 (Socket.IO 3 or newer client) is needed',
  unsupported_transport:
    "only WebSocket is supported: connect with transports: ['websocket'], and let every proxy in between forward Upgrade",
};

/** Whether a WebSocket handshake is of a supported protocol version. */
export function isSupportedProtocol({ url = '/' }: Pick<IncomingMessage, 'url'>): boolean {
  return new URL(url, 'http://gateway').searchParams.get('EIO') === '4';
}

/** Answers a request for a transport other than WebSocket, in the format of Engine.IO's own refusals. */
export function refuseTransport(response: ServerResponse, code: number): void {
  response.writeHead(400, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ code, message: HANDSHAKE_ADVICE.unsupported_transport }));
}

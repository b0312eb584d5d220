import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** Of one connection, not of the message: never passed on (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** A request's headers as an upstream gets them, with who asked. What came in `X-Forwarded-For` stays before it: who reads it counts from the end. */
export function requestHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  const hops = hopByHop(request.headers);
  const kept = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !hops.has(name)));
  const from = [request.headers['x-forwarded-for'], request.socket.remoteAddress].filter(Boolean).join(', ');
  return {
    ...kept,
    'x-forwarded-for': from,
    'x-forwarded-proto': request.headers['x-forwarded-proto'] ?? 'http',
    'x-forwarded-host': request.headers['x-forwarded-host'] ?? request.headers.host ?? '',
  };
}

/** An answer's headers as they came, name by name, without those of the connection to the upstream. */
export function responseHeaders({ headers, rawHeaders }: IncomingMessage): string[] {
  const hops = hopByHop(headers);
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (!hops.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

function hopByHop({ connection = '' }: IncomingHttpHeaders): ReadonlySet<string> {
  return new Set([...HOP_BY_HOP, ...connection.split(',').map((name) => name.trim().toLowerCase())]);
}

import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** Hop-by-hop headers: never forwarded (RFC 9110, 7.6.1). */
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

/** A request's headers for an upstream. The client's address is appended to `X-Forwarded-For`: readers count from the end. */
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

/** A response's headers as received, by name, without hop-by-hop headers. */
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

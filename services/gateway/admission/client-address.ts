import type { IncomingMessage } from 'node:http';

type From = Pick<IncomingMessage, 'headers'> & { readonly socket: { readonly remoteAddress?: string | undefined } };

/**
 * Where a client is, as so many trusted proxies in front tell it: each adds to `X-Forwarded-For` who came to it, so what
 * the outermost of them says stands that many places from the end, and whatever is left of it the client may have made up.
 */
export function clientAddress({ headers, socket }: From, trustedProxies: number): string {
  const told = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const way = [...told, socket.remoteAddress ?? ''];
  return way[Math.max(0, way.length - 1 - trustedProxies)] ?? '';
}

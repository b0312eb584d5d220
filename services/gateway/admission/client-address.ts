import type { IncomingMessage } from 'node:http';

type From = Pick<IncomingMessage, 'headers'> & { readonly socket: { readonly remoteAddress?: string | undefined } };

/**
 * Where a client is, as so many trusted proxies in front say: each adds to `X-Forwarded-For` the address that connected to it, so what
 * the outermost of them says stands that many places from the end, and whatever is left of it the client may have made up.
 */
export function clientAddress({ headers, socket }: From, trustedProxies: number): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const hops = [...forwarded, socket.remoteAddress ?? ''];
  return hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? '';
}

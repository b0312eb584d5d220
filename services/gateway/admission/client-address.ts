import type { IncomingMessage } from 'node:http';

type From = Pick<IncomingMessage, 'headers'> & { readonly socket: { readonly remoteAddress?: string | undefined } };

/**
 * A client's address behind a number of trusted proxies. Each proxy appends the address that connected to it to
 * `X-Forwarded-For`, so the outermost proxy's entry is that many places from the end. Everything before it may be forged.
 */
export function clientAddress({ headers, socket }: From, trustedProxies: number): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const hops = [...forwarded, socket.remoteAddress ?? ''];
  return hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? '';
}

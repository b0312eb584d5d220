import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import { LRUCache } from 'lru-cache';
import type { Access } from '../deps.ts';
import { ProblemError } from '../problems.ts';

const WINDOW_S = 10;
/** How many clients are counted at a time: the least recently seen are dropped. */
const CLIENTS_KEPT = 50_000;

interface Client {
  hits: number;
  /** When its count is reset, in milliseconds since the Unix epoch. */
  readonly ends: number;
}

/**
 * Counts the requests of each client and refuses those beyond the limit, with the headers `RateLimit` and `RateLimit-Policy`:
 * https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-08. A client is an address, of IPv6 a network of
 * 56 bits, and clients behind an untrusted proxy count as one.
 */
export function limitRate(
  { rateLimit: limit, trustedProxies }: Pick<Access, 'rateLimit' | 'trustedProxies'>,
  now: () => number,
): RequestHandler {
  const name = `"${limit}-in-${WINDOW_S}sec"`;
  const policy = `${name}; q=${limit}; w=${WINDOW_S}`;
  const keys = new LRUCache<string, string>({ max: CLIENTS_KEPT, memoMethod: (address) => ipKeyGenerator(address) });
  const clients = new LRUCache<string, Client>({ max: CLIENTS_KEPT });
  const clientOf = (key: string, at: number): Client => {
    const known = clients.get(key);
    if (known !== undefined && known.ends > at) return known;
    const client = { hits: 0, ends: at + WINDOW_S * 1_000 };
    clients.set(key, client);
    return client;
  };
  // Without proxies Express would find the same address, but parse headers for it.
  const addressOf = (request: Request) => (trustedProxies === 0 ? request.socket.remoteAddress : request.ip) ?? '';
  return (request, response, next) => {
    const at = now();
    const client = clientOf(keys.memo(addressOf(request)), at);
    client.hits += 1;
    const seconds = Math.ceil((client.ends - at) / 1_000);
    response.setHeader('RateLimit-Policy', policy);
    response.setHeader('RateLimit', `${name}; r=${Math.max(0, limit - client.hits)}; t=${seconds}`);
    if (client.hits <= limit) {
      next();
      return;
    }
    throw new ProblemError(429, 'Too many requests', `allowed are ${limit} requests in ${WINDOW_S} s`, {
      headers: { 'retry-after': String(seconds) },
    });
  };
}

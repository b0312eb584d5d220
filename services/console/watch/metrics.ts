import type { ConsoleShare } from '@quotebridge/contracts/wire';

const CLIENTS = /^gateway_clients(?:\{[^}]*\})? (\d+)$/m;

const SHARE = /^front_door_weight\{site="([^"]+)",upstream="([^"]+)"[^}]*\} (\S+)$/gm;

/** How a front door divides new requests, from its metrics. */
export function sharesOf(metrics: string): ConsoleShare[] {
  return [...metrics.matchAll(SHARE)].map(([, site = '', service = '', weight = '']) => {
    return { service, site, weight: Number(weight) };
  });
}

/** How many clients are connected, from a gateway's metrics; `null` when they do not say. */
export function clientsOf(metrics: string): number | null {
  const count = CLIENTS.exec(metrics)?.[1];
  return count === undefined ? null : Number(count);
}

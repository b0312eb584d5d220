const CLIENTS = /^gateway_clients(?:\{[^}]*\})? (\d+)$/m;

/** How many clients are connected, from a gateway's metrics; `null` when they do not say. */
export function clientsOf(metrics: string): number | null {
  const count = CLIENTS.exec(metrics)?.[1];
  return count === undefined ? null : Number(count);
}

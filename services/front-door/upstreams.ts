/** A service behind the front door. */
export interface Upstream {
  readonly name: string;
  /** Where it runs; `null` where nobody said. */
  readonly site: string | null;
  readonly url: URL;
}

export type GatewayAddress = Omit<Upstream, 'name'>;

/** Where traffic goes: the one place that decides it. Asked once for each request and each WebSocket. */
export interface Upstreams {
  readonly api: () => Upstream;
  readonly gateway: () => Upstream;
  /** All that must be ready for the front door to be ready. */
  readonly all: () => readonly Upstream[];
}

/** What messages call an upstream: `gateway`, or `gateway (cloud)` where its site is known. */
export function labelOf({ name, site }: Upstream): string {
  return site === null ? name : `${name} (${site})`;
}

/**
 * One API, and any number of gateways that take turns. A gateway knows nothing of the others and a client comes with one
 * WebSocket, so it does not matter which one it meets, nor that it meets another when it comes again.
 */
export function createUpstreams(addresses: {
  readonly api: URL;
  readonly gateways: readonly [GatewayAddress, ...GatewayAddress[]];
}): Upstreams {
  const api = { name: 'api', site: null, url: addresses.api };
  const gateways = addresses.gateways.map((address): Upstream => ({ name: 'gateway', ...address }));
  let turn = 0;
  const gateway = () => {
    turn = (turn + 1) % gateways.length;
    return gateways[turn] ?? { name: 'gateway', ...addresses.gateways[0] };
  };
  return { api: () => api, gateway, all: () => [api, ...gateways] };
}

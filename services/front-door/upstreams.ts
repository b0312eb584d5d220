/** A service behind the front door. */
export interface Upstream {
  readonly name: string;
  readonly url: URL;
}

/** Where traffic goes: the one place that decides it. Asked once for each request and each WebSocket. */
export interface Upstreams {
  readonly api: () => Upstream;
  readonly gateway: () => Upstream;
  /** All that must be ready for the front door to be ready. */
  readonly all: () => readonly Upstream[];
}

/**
 * One API, and any number of gateways that take turns. A gateway knows nothing of the others and a client comes with one
 * WebSocket, so it does not matter which one it meets, nor that it meets another when it comes again.
 */
export function createUpstreams(urls: { readonly api: URL; readonly gateways: readonly [URL, ...URL[]] }): Upstreams {
  const api = { name: 'api', url: urls.api };
  const gateways = urls.gateways.map((url) => ({ name: 'gateway', url }));
  let turn = 0;
  const gateway = () => {
    turn = (turn + 1) % gateways.length;
    return gateways[turn] ?? { name: 'gateway', url: urls.gateways[0] };
  };
  return { api: () => api, gateway, all: () => [api, ...gateways] };
}

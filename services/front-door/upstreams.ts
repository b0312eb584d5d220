/** A service behind the front door. */
export interface Upstream {
  readonly name: string;
  readonly url: URL;
}

/** Where traffic goes: the one place that decides it. Asked anew for each request and each WebSocket. */
export interface Upstreams {
  readonly api: () => Upstream;
  readonly gateway: () => Upstream;
  /** All that must be ready for the front door to be ready. */
  readonly all: () => readonly Upstream[];
}

export function createUpstreams(urls: { readonly api: URL; readonly gateway: URL }): Upstreams {
  const api = { name: 'api', url: urls.api };
  const gateway = { name: 'gateway', url: urls.gateway };
  return { api: () => api, gateway: () => gateway, all: () => [api, gateway] };
}

/** A location with its own brokers. */
export interface Site {
  /**
   * One token of a NATS subject. Also the site's JetStream domain and the name of its brokers' cluster: a leaf link needs both to differ between
   * the sites that it joins.
   */
  readonly name: string;
  /** Whom its brokers dial for the leaf link, and as which user there; `null` for a site that is only dialled. */
  readonly dials: { readonly site: string; readonly user: string } | null;
  /** When its brokers sync to disk: before each ack, or every two minutes. */
  readonly sync: 'always' | '2m';
}

/** The sites that the demo always has. Each has a folder of the same name in infra/nats and infra/k8s/clusters, and its brokers in docker-compose.yml. */
export const SITES: readonly Site[] = [
  { name: 'onprem', dials: { site: 'cloud', user: 'leaf' }, sync: 'always' },
  { name: 'cloud', dials: null, sync: '2m' },
];

/** A branch office that dials the cloud and holds a mirror of the cloud's mirror of the quotes. It runs only on request (`npm start -- --edge`). */
export const EDGE: Site = { name: 'edge', dials: { site: 'cloud', user: 'leaf-edge' }, sync: '2m' };

/** Runs services at the sites of one demo. There is one for each way of running; the migrator knows only this interface. */
export interface SiteDriver extends AsyncDisposable {
  readonly way: 'local' | 'compose' | 'kind';
  /** Instances of a service at a site: how many are wanted, and how many answer ready. */
  instances(site: string, service: string): Promise<Instances>;
  /** Resolves once that many run and are ready; with 0, once none is left. Idempotent. Throws `DriverError`, or the signal's reason. */
  scale(site: string, service: string, instances: number, signal: AbortSignal): Promise<void>;
  /** How to connect to a site's brokers as a user. Default: `migrator`. */
  brokers(site: string, user?: string): Promise<BrokerAccess>;
  /** Base URLs at which the instances of a service at a site answer HTTP (`/readyz`, `/metrics`, `/v1`). Those that are starting are included. The front door is at the site `public`. */
  urls(site: string, service: string): Promise<string[]>;
}

export interface Instances {
  readonly wanted: number;
  readonly ready: number;
}

/** Only these addresses lead to the brokers, whatever others the brokers announce: connect with `ignoreClusterUpdates`. */
export interface BrokerAccess {
  readonly servers: string[];
  readonly user: string;
  readonly password: string;
}

/** The demo cannot do it, or does not run. The message is for the operator. */
export class DriverError extends Error {
  override readonly name = 'DriverError';
}

import { connect } from '@nats-io/transport-node';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import type { Logger } from './log.ts';

export type { Msg, NatsConnection };

export interface NatsOptions {
  /** `nats://host:port` of each broker of the service's own site. */
  readonly servers: readonly string[];
  readonly user: string;
  readonly password: string;
  /** The connection's name in the brokers' monitoring. */
  readonly name: string;
  readonly log: Logger;
  /** Retries until a broker answers. Default true; otherwise it throws when none does. */
  readonly waitForBroker?: boolean;
  /** Uses `servers` alone, whatever other addresses the brokers announce: those may not lead to them from here. Default false. */
  readonly ignoreClusterUpdates?: boolean;
}

/**
 * Connects to the brokers of a site: retries until one answers (see `waitForBroker`), and reconnects for ever. Replies arrive in the only inbox that the user
 * may subscribe to.
 */
export async function connectNats(options: NatsOptions): Promise<NatsConnection> {
  const nc = await connect({
    servers: [...options.servers],
    user: options.user,
    pass: options.password,
    name: options.name,
    inboxPrefix: inboxPrefix(options.user),
    waitOnFirstConnect: options.waitForBroker ?? true,
    ignoreClusterUpdates: options.ignoreClusterUpdates ?? false,
    reconnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 100,
    pingInterval: 2_000,
    maxPingOut: 2,
    timeout: 2_000,
    ignoreAuthErrorAbort: true,
  });
  void logStatus(nc, options.log);
  return nc;
}

/** The inbox prefix that a user of the brokers may subscribe to. */
export function inboxPrefix(user: string): string {
  return `_INBOX_${user}`;
}

async function logStatus(nc: NatsConnection, log: Logger): Promise<void> {
  for await (const status of nc.status()) {
    if (status.type === 'disconnect') log.warn({ server: status.server }, 'disconnected from the broker');
    else if (status.type === 'reconnect') log.info({ server: status.server }, 'reconnected to the broker');
    else if (status.type === 'error') log.error({ err: status.error }, 'the broker reported an error');
  }
}

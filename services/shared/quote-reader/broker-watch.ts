import { systemClock, type Clock, type NatsConnection } from '@quotebridge/service-kit';

/** How often the broker is pinged, in milliseconds. */
const PING_EVERY_MS = 500;
/** A broker that does not respond for this long hangs, in milliseconds. Below the time after which prices are stale. */
const HANGS_AFTER_MS = 1_000;

/** Whether the broker of a connection responds. A hung broker keeps its connections open. */
export interface BrokerWatch extends Disposable {
  readonly answers: boolean;
}

export function watchBroker(nc: Pick<NatsConnection, 'flush' | 'status'>, clock: Clock = systemClock): BrokerWatch {
  let isConnected = true;
  /** When the outstanding ping was sent, by the monotonic clock. */
  let askedAt: number | null = null;
  const ping = () => {
    if (askedAt !== null) return;
    const at = clock().monotonic;
    askedAt = at;
    const answered = () => {
      if (askedAt === at) askedAt = null;
    };
    // It rejects when the connection is lost, which `isConnected` shows as well.
    nc.flush().then(answered, answered);
  };
  const timer = setInterval(ping, PING_EVERY_MS);
  void followConnection(nc, (connected) => {
    isConnected = connected;
    if (connected) askedAt = null;
  });
  return {
    get answers() {
      return isConnected && (askedAt === null || clock().monotonic - askedAt <= HANGS_AFTER_MS);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
    },
  };
}

async function followConnection(
  nc: Pick<NatsConnection, 'status'>,
  onChange: (connected: boolean) => void,
): Promise<void> {
  for await (const status of nc.status()) {
    if (status.type === 'disconnect') onChange(false);
    else if (status.type === 'reconnect') onChange(true);
  }
}

import { demandSubject } from '@quotebridge/contracts/wire';
import type { Logger, NatsConnection } from '@quotebridge/service-kit';
import { DemandSchedule } from './demand-schedule.ts';
import type { Counts } from './demand-schedule.ts';

/** A number is published at most once in this time, in milliseconds. */
const EVERY_MS = 1_000;

export interface PublishDemandOptions {
  /** As the user that alone may publish demand. */
  readonly nc: NatsConnection;
  readonly counts: Counts;
  readonly site: string;
  /** One token of a NATS subject. */
  readonly instance: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * Publishes what this gateway's clients are subscribed to. Without acks: what a broker loses is repeated within `DEMAND_REFRESH_MS`. Disposing of it publishes
 * what has changed since, which is 0 for everything once the clients are gone.
 */
export function publishDemand({ nc, counts, site, instance, now, log }: PublishDemandOptions): AsyncDisposable {
  const schedule = new DemandSchedule(counts, instance);
  let isConnected = true;
  const publish = () => {
    // What the client buffers while it has no broker would be old when it arrives.
    if (!isConnected || nc.isClosed()) return;
    for (const demand of schedule.due(performance.now(), now())) {
      nc.publish(demandSubject(site, demand.symbol, instance), JSON.stringify(demand));
    }
  };
  void (async () => {
    for await (const { type } of nc.status()) {
      if (type === 'disconnect') isConnected = false;
      else if (type === 'reconnect') {
        schedule.refresh();
        isConnected = true;
      }
    }
  })().catch((error: unknown) => log.error({ err: error }, 'stopped following the connection that publishes demand'));
  const ticking = setInterval(publish, EVERY_MS);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(ticking);
      publish();
      if (isConnected && !nc.isClosed()) await nc.flush();
    },
  };
}

/** A gateway's name as one token of a subject. */
export function instanceToken(instance: string): string {
  return instance.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(-128);
}

import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { auditStatusSchema, auditStatusSubject } from '@quotebridge/contracts';
import type { AuditStatus } from '@quotebridge/contracts';

const POLL_MS = 50;
/** An auditor publishes once a second, and may just be starting again. In milliseconds. */
const FOLLOWS_WITHIN_MS = 30_000;

/** The newest status of a site's auditor, as `/v1/ledger` of that site answers it. */
export class AuditWatch {
  readonly #site: string;
  #last: AuditStatus | null = null;

  constructor(nc: NatsConnection, site: string) {
    this.#site = site;
    nc.subscribe(auditStatusSubject(site), {
      callback: (error, message) => {
        if (error) throw error;
        this.#last = auditStatusSchema.parse(message.json());
      },
    });
  }

  /** A status published from now on that covers message `position` and shows no outage as open; the newest one, or `null`, when none comes in time. */
  async after(position: number, stopping: AbortSignal): Promise<AuditStatus | null> {
    const before = this.#last;
    const deadline = performance.now() + FOLLOWS_WITHIN_MS;
    const isThere = () => {
      const status = this.#last;
      if (status === null || status === before || status.position < position) return false;
      return status.receipts.every(({ to }) => to !== null);
    };
    while (!isThere() && performance.now() < deadline) await delay(POLL_MS, undefined, { signal: stopping });
    return this.#last === before ? null : this.#last;
  }

  get site(): string {
    return this.#site;
  }
}

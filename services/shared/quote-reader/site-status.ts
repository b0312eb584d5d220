import { bridgeStatusSchema, bridgeStatusSubject } from '@quotebridge/contracts';
import type { BridgeAlarm, BridgeStatus, LinkState, Site, StreamRole } from '@quotebridge/contracts';
import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import type { StreamAlarm } from '@quotebridge/contracts/wire';
import { systemClock, type Clock, type Logger, type NatsConnection } from '@quotebridge/service-kit';

/** How long a status of the bridge service is valid, in milliseconds. */
const VALID_MS = 3_500;

/** A service's view of its own site: the last status of the bridge service. */
export interface SiteStatus extends Disposable {
  readonly site: Site;
  /** From the bridge service's status, otherwise as observed by reading the stream of quotes; `mirror` until then. */
  readonly role: StreamRole;
  /** Sets the role of this site's stream of quotes, used until the bridge service reports it. */
  observe(role: StreamRole): void;
  /** The bridge service's view of the link: `unknown` without a valid status. */
  readonly link: LinkState;
  /** The bridge service's newest status, `null` when there is none or it has expired. */
  readonly bridge: BridgeStatus | null;
  /** Milliseconds since the mirror of the quotes received something from its origin; `null` at the origin, and while unknown. */
  readonly activity: number | null;
}

export interface SiteStatusOptions {
  readonly nc: NatsConnection;
  readonly site: Site;
  readonly log: Logger;
  readonly clock?: Clock;
}

export function watchSiteStatus({ nc, site, log, clock = systemClock }: SiteStatusOptions): SiteStatus {
  let last: { status: BridgeStatus; receivedAt: number } | null = null;
  let observed: StreamRole = 'mirror';
  const subscription = nc.subscribe(bridgeStatusSubject(site), {
    callback: (error, message) => {
      if (error) {
        log.error({ err: error }, "cannot receive the bridge service's status");
        return;
      }
      const parsed = bridgeStatusSchema.safeParse(parseJson(message.string()));
      if (!parsed.success) {
        log.warn({ problem: parsed.error.message }, 'skipped an invalid status of the bridge service');
        return;
      }
      last = { status: parsed.data, receivedAt: clock().monotonic };
    },
  });
  const age = () => (last === null ? Number.POSITIVE_INFINITY : clock().monotonic - last.receivedAt);
  const valid = () => (last !== null && age() <= VALID_MS ? last.status : null);
  return {
    site,
    get role() {
      return quotesOf(last?.status ?? null)?.role ?? observed;
    },
    observe(role) {
      observed = role;
    },
    get link() {
      return valid()?.link ?? 'unknown';
    },
    get bridge() {
      return valid();
    },
    get activity() {
      const activity = quotesOf(valid())?.activity ?? null;
      return activity === null ? null : activity + age();
    },
    [Symbol.dispose]() {
      subscription.unsubscribe();
    },
  };
}

/** Alarms of a mirror that does not follow its origin, which makes prices stale. The others concern messages already lost. */
const NOT_FOLLOWING: readonly BridgeAlarm['code'][] = ['not-stored', 'stuck', 'behind', 'origin-anew'];

/** The alarm of the stream of quotes that makes prices stale, if there is one. */
export function mirrorAlarm({ bridge }: Pick<SiteStatus, 'bridge'>): BridgeAlarm | null {
  const alarm = quotesOf(bridge)?.alarm ?? null;
  return alarm !== null && NOT_FOLLOWING.includes(alarm.code) ? alarm : null;
}

/** The alarms of the streams bridged at this site, as sent to clients. */
export function streamAlarms({ bridge }: Pick<SiteStatus, 'bridge'>): StreamAlarm[] {
  return (bridge?.streams ?? []).flatMap(({ stream, alarm }) =>
    alarm === null ? [] : [{ stream, code: alarm.code, since: alarm.since, text: alarm.text }],
  );
}

function quotesOf(status: BridgeStatus | null) {
  return status?.streams.find(({ stream }) => stream === QUOTES_STREAM);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

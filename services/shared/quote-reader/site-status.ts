import { bridgeStatusSchema, bridgeStatusSubject } from '@quotebridge/contracts';
import type { BridgeAlarm, BridgeStatus, LinkState, Site, StreamRole } from '@quotebridge/contracts';
import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import type { StreamAlarm } from '@quotebridge/contracts/wire';
import { systemClock, type Clock, type Logger, type NatsConnection } from '@quotebridge/service-kit';

/** The bridge service's status is used for this long, in milliseconds. */
const VALID_MS = 3_500;

/** What a service knows of its own site: what its bridge service last said. */
export interface SiteStatus extends Disposable {
  readonly site: Site;
  /** As the bridge service says, else as the site's stream of quotes was found; `mirror` until then. */
  readonly role: StreamRole;
  /** Notes what this site's stream of quotes is, for as long as the bridge service does not say it. */
  observe(role: StreamRole): void;
  /** What the bridge service says of the link: `unknown` while it says nothing. */
  readonly link: LinkState;
  /** The bridge service's newest status, `null` when there is none or it is too old. */
  readonly bridge: BridgeStatus | null;
  /** Milliseconds since the mirror of the quotes received something from its origin; `null` at the origin, and while not known. */
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
        log.warn({ problem: parsed.error.message }, "refused the bridge service's status");
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

/** Alarms of a mirror that does not follow its origin: prices turn stale by them. Others are of what is gone already. */
const NOT_FOLLOWING: readonly BridgeAlarm['code'][] = ['not-stored', 'stuck', 'behind', 'origin-anew'];

/** The alarm of the stream of quotes that makes its prices old, if there is one. */
export function mirrorAlarm({ bridge }: Pick<SiteStatus, 'bridge'>): BridgeAlarm | null {
  const alarm = quotesOf(bridge)?.alarm ?? null;
  return alarm !== null && NOT_FOLLOWING.includes(alarm.code) ? alarm : null;
}

/** What is wrong with the streams that are bridged here, as clients are told. */
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

import { auditStatusSchema, auditStatusSubject, bridgeStatusSchema, bridgeStatusSubject } from '@quotebridge/contracts';
import type { AuditStatus, BridgeAlarm, BridgeStatus, LinkState, Site, StreamRole } from '@quotebridge/contracts';
import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import type { StreamAlarm } from '@quotebridge/contracts/wire';
import { systemClock, type Clock, type Logger, type NatsConnection } from '@quotebridge/service-kit';
import { followStatus } from './latest-status.ts';

/** The bridge service's status is used for this long, in milliseconds. */
const VALID_MS = 3_500;
/** The auditor's is, in milliseconds: it publishes one a second. */
const AUDIT_VALID_MS = 5_000;

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
  /** The auditor's newest status, `null` when it is not asked for, when there is none, or when it is too old. */
  readonly audit: AuditStatus | null;
  /** Milliseconds since the mirror of the quotes received something from its origin; `null` at the origin, and while not known. */
  readonly activity: number | null;
}

export interface SiteStatusOptions {
  readonly nc: NatsConnection;
  readonly site: Site;
  readonly log: Logger;
  readonly clock?: Clock;
  /** Follow the auditor, too: not every user of the brokers may. Default false. */
  readonly audit?: boolean;
}

export function watchSiteStatus(options: SiteStatusOptions): SiteStatus {
  const { nc, site, log, clock = systemClock, audit: isAudited = false } = options;
  const bridge = followStatus({ nc, log, clock }, bridgeStatusSubject(site), bridgeStatusSchema);
  const audit = isAudited ? followStatus({ nc, log, clock }, auditStatusSubject(site), auditStatusSchema) : null;
  let observed: StreamRole = 'mirror';
  const valid = () => (bridge.age <= VALID_MS ? bridge.last : null);
  return {
    site,
    get role() {
      return quotesOf(bridge.last)?.role ?? observed;
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
    get audit() {
      return audit === null || audit.age > AUDIT_VALID_MS ? null : audit.last;
    },
    get activity() {
      const activity = quotesOf(valid())?.activity ?? null;
      return activity === null ? null : activity + bridge.age;
    },
    [Symbol.dispose]() {
      bridge[Symbol.dispose]();
      audit?.[Symbol.dispose]();
    },
  };
}

/** Alarms of a mirror that does not follow its origin: prices turn stale by them. Others are of what is gone already. */
const NOT_FOLLOWING: readonly BridgeAlarm['code'][] = ['stuck', 'behind', 'origin-anew'];

/** The alarm of the stream of quotes that makes its prices old, if there is one. */
export function mirrorAlarm({ bridge }: Pick<SiteStatus, 'bridge'>): BridgeAlarm | null {
  const alarm = quotesOf(bridge)?.alarm ?? null;
  return alarm !== null && NOT_FOLLOWING.includes(alarm.code) ? alarm : null;
}

/** What is wrong with the streams that are bridged here, as clients are told. */
export function streamAlarms({ bridge, audit }: Pick<SiteStatus, 'bridge' | 'audit'>): StreamAlarm[] {
  const bridged = (bridge?.streams ?? []).flatMap(({ stream, alarm }) =>
    alarm === null ? [] : [{ stream, code: alarm.code, since: alarm.since, text: alarm.text }],
  );
  const audited = (audit?.alarms ?? []).map(({ code, since, text }) => ({ stream: QUOTES_STREAM, code, since, text }));
  return [...bridged, ...audited];
}

function quotesOf(status: BridgeStatus | null) {
  return status?.streams.find(({ stream }) => stream === QUOTES_STREAM);
}

import { auditStatusSchema, auditStatusSubject, bridgeStatusSchema, bridgeStatusSubject } from '@quotebridge/contracts';
import type { AuditStatus, BridgeAlarm, BridgeStatus, LinkState, Site, StreamRole } from '@quotebridge/contracts';
import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import type { StreamAlarm } from '@quotebridge/contracts/wire';
import { systemClock, type Clock, type Logger, type NatsConnection } from '@quotebridge/service-kit';
import { followStatus } from './latest-status.ts';

/** How long a status of the bridge service is valid, in milliseconds. */
const VALID_MS = 3_500;
/** The auditor's is, in milliseconds: it publishes one a second. */
const AUDIT_VALID_MS = 5_000;

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
  /** The auditor's newest status; `null` when it is not followed, unknown or too old. */
  readonly audit: AuditStatus | null;
  /** Milliseconds since the mirror of the quotes received something from its origin; `null` at the origin, and while unknown. */
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

/** Alarms of a mirror that does not follow its origin, which makes prices stale. The others concern messages already lost. */
const NOT_FOLLOWING: readonly BridgeAlarm['code'][] = ['not-stored', 'stuck', 'behind', 'origin-anew'];

/** The alarm of the stream of quotes that makes prices stale, if there is one. */
export function mirrorAlarm({ bridge }: Pick<SiteStatus, 'bridge'>): BridgeAlarm | null {
  const alarm = quotesOf(bridge)?.alarm ?? null;
  return alarm !== null && NOT_FOLLOWING.includes(alarm.code) ? alarm : null;
}

/** Whether an operator has paused the bridge that fills this site's mirror of the quotes. */
export function isMirrorPaused({ bridge }: Pick<SiteStatus, 'bridge'>): boolean {
  return (bridge?.bridges ?? []).some(
    ({ mode, carries, state }) => mode === 'replicate' && carries === QUOTES_STREAM && state === 'paused',
  );
}

/** The alarms of the streams bridged at this site, as sent to clients. */
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

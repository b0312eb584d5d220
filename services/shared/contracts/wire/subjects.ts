/** Names on NATS: streams, subjects, durable consumers. */

/**
 * The prefix under which an account of a site's brokers imports the requests to JetStream that it may make. Only the feed's account, which owns the
 * streams, has them under `$JS.API`.
 */
export const SITE_API = 'site.API';

/** The stream of quotes, heartbeats and claims: the origin on-prem, a mirror with the same sequence numbers in the cloud. */
export const QUOTES_STREAM = 'QUOTES';
export const QUOTE_SUBJECTS = 'quotes.*';
export const HEARTBEAT_SUBJECT = 'feed.heartbeat';
/** Published by a feed to claim the stream. Readers ignore it. */
export const CLAIM_SUBJECT = 'feed.claim';

/** The stream of instruments: the newest message of each symbol. Mirrored like the quotes. */
export const INSTRUMENTS_STREAM = 'INSTRUMENTS';
export const INSTRUMENT_SUBJECTS = 'instruments.*';

/** The quotes of a site's own venue, where a site has one: `venues.<site>.<symbol>`. */
export const VENUES_STREAM = 'VENUES';

export function venueSubject(venue: string, symbol: string): string {
  return `venues.${venue}.${symbol}`;
}

/** The stream that joins the quotes of all venues, where a bridge makes one. */
export const TAPE_STREAM = 'TAPE';

/** The subject of a venue's quotes of a symbol in that stream; either may be `*`. */
export function tapeSubject(venue: string, symbol: string): string {
  return `tape.${venue}.${symbol}`;
}

const DEMAND_PREFIX = 'DEMAND_';

/** The stream of what the clients of a site's gateways are subscribed to. Each site has one of its own, and the on-prem site a mirror of the cloud's. */
export function demandStream(site: string): string {
  return `${DEMAND_PREFIX}${site.toUpperCase().replaceAll('-', '_')}`;
}

export function isDemandStream(stream: string): boolean {
  return stream.startsWith(DEMAND_PREFIX);
}

/**
 * Where a gateway reports how many of its clients are subscribed to a symbol. `null`: to the whole market. The site is in the subject so that no two
 * streams capture the same one; the gateway is, so that the last message of each subject is the state.
 */
export function demandSubject(site: string, symbol: string | null, instance: string): string {
  return symbol === null ? `demand.${site}.${instance}` : `demand.${site}.${symbol}.${instance}`;
}

/** The subject on which every gateway of a site answers requests to move clients elsewhere. */
export const RELOCATE_SUBJECT = 'gateway.relocate';

/** The service on-prem that maintains the reference data of instruments answers requests here, in the cloud over the link. */
export const DETAILS_SUBJECTS = 'refdata.details.*';
/** It publishes here when the reference data of an instrument have changed. The message is empty. */
export const DETAILS_CHANGED_SUBJECTS = 'refdata.changed.*';

export function detailsSubject(symbol: string): string {
  return `refdata.details.${symbol}`;
}

export function detailsChangedSubject(symbol: string): string {
  return `refdata.changed.${symbol}`;
}

const QUOTE_PREFIX = 'quotes.';

export function quoteSubject(symbol: string): string {
  return `${QUOTE_PREFIX}${symbol}`;
}

export function instrumentSubject(symbol: string): string {
  return `instruments.${symbol}`;
}

/** The subject on which the bridge service of a site publishes the status of its bridges twice a second. */
export function bridgeStatusSubject(site: string): string {
  return `status.bridge.${site}`;
}

/** The subject on which the bridge service of a site answers the operator's requests to pause and resume the bridges that start from it. */
export const BRIDGE_PAUSE_SUBJECT = 'bridges.pause';

/** The subject on which the auditor of a site publishes, once a second, what it found: `AuditStatus`. It stays at its site. */
export function auditStatusSubject(site: string): string {
  return `status.audit.${site}`;
}

/** The subject on which the auditor of a site publishes, once a second, what auditors of other sites compare theirs with: `AuditMarks`. */
export function auditMarksSubject(site: string): string {
  return `audit.marks.${site}`;
}

/** What an auditor answers with `SymbolAccounts`. An account that imports it has it under `SITE_AUDIT`. */
export const AUDIT_SYMBOLS_SUBJECT = 'audit.symbols';
export const SITE_AUDIT = 'site.audit.symbols';

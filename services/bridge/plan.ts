import { AckPolicy, DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { ConsumerConfig, StreamConfig } from '@nats-io/jetstream';
import { INSTRUMENTS_STREAM, isDemandStream, QUOTES_STREAM } from '@quotebridge/contracts/wire';
import type { StreamRole } from '@quotebridge/contracts/wire';
import { capturedAs, copiesOf, sourcedFrom } from '@quotebridge/bridges';
import type { Copy, Declarations, Start } from '@quotebridge/bridges';

const SECOND_NS = 1_000_000_000;
/**
 * Consumers without a reader, durable or not, are removed after this time: otherwise any user with read access could fill a site with them. The server removes a
 * reader's ordered consumer after 5 minutes. The mirror's durable consumer at the origin is exempt, so that it survives a longer cut without the bridge service recreating it.
 */
const UNREAD_S = { copied: 86_400, last: 300 };
const OTHERS_SHARE = 4;
/** What gateways report is valid for half a minute: this holds more than an hour of it, at 10 messages a second. */
const DEMAND_MAX_BYTES = 16 * 1024 * 1024;
/** The prefix under which the link's account at the upstream site imports the few JetStream requests that the other site may make. */
export const ORIGIN_API = 'origin.API';
/** The prefix of the subjects on which the origin responds to the bridge service. */
export const RESET_ANSWERS = 'bridge.answers';

/** The reset requests that a site's mirrors send to their upstream site: the bridge service answers in its place. */
export function mirrorResets({ from, to }: Pick<Copy, 'from' | 'to'>): string {
  return `${mirrorApi(from)}.CONSUMER.RESET.*.${durableName(to)}`;
}

/** The prefix that a mirror uses as the JetStream API of its upstream site. */
export function mirrorApi(from: string): string {
  return `bridge.${from}`;
}

export interface PlanOptions {
  readonly site: string;
  readonly declarations: Declarations;
  readonly replicas: number;
  readonly quotesMaxBytes: number;
}

/** A durable consumer. `start` is used only when it is created. */
interface PlannedConsumer {
  readonly config: Partial<ConsumerConfig> & { readonly durable_name: string };
  readonly start: Start;
}

/** A stream with its durable consumers, as they must exist. */
export interface ObjectPlan {
  readonly stream: Partial<StreamConfig> & { readonly name: string };
  readonly consumers: readonly PlannedConsumer[];
}

/** What a site needs for one bridged stream: the stream, and a durable consumer for the mirror of each site that copies it. */
export interface StreamPlan extends ObjectPlan {
  readonly role: StreamRole;
  /** The site that reads each of the durable consumers. */
  readonly copiedTo: readonly string[];
  /** What brings the stream here; `null` at the origin. */
  readonly copy: Copy | null;
}

/**
 * The streams that originate at a site or are mirrored to it, as they must exist there. A stream that no bridge brings to the site is an origin.
 *
 * The durable consumer lets a mirror resume where it stopped: with it a mirror is complete within a second after
 * a 40 s cut, without it after 18 s (docs/adr/0002; needs JetStream API level 4, nats-server 2.14).
 */
export function planStreams({ site, declarations, replicas, quotesMaxBytes }: PlanOptions): StreamPlan[] {
  const copies = copiesOf(declarations);
  const crossing = [...copies.map((copy) => ({ ...copy, subjects: null })), ...sourcedFrom(declarations)];
  return declarations.streams.flatMap(({ name, site: origin, subjects }) => {
    const copy = copies.find(({ stream, to }) => stream === name && to === site) ?? null;
    if (copy === null && origin !== site) return [];
    const served = crossing.filter(({ stream, from }) => stream === name && from === site);
    const unread = served.length > 0 ? UNREAD_S.copied : UNREAD_S.last;
    const stream = { ...common(unread, replicas), ...ownOf(name, quotesMaxBytes) };
    return [
      {
        role: copy === null ? ('origin' as const) : ('mirror' as const),
        copy,
        stream: {
          name,
          ...stream,
          ...(copy === null ? originalOf(declarations, name, subjects) : { mirror: mirrorOf(copy) }),
        },
        copiedTo: served.map(({ to }) => to),
        consumers: served.map(({ to, subjects: taken, start, kbps }) => ({
          config: { ...mirrorConsumer(name, to, replicas, taken), ...rateLimit(kbps) },
          start,
        })),
      },
    ];
  });
}

function common(unreadSeconds: number, replicas: number) {
  return {
    consumer_limits: { inactive_threshold: unreadSeconds * SECOND_NS },
    num_replicas: replicas,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
  };
}

/** Settings of a stream at every site. Messages can be read without a consumer, from any replica. */
function ownOf(name: string, quotesMaxBytes: number): Partial<StreamConfig> {
  if (name === INSTRUMENTS_STREAM) return { max_msgs_per_subject: 1, allow_direct: true };
  if (isDemandStream(name)) return { max_bytes: DEMAND_MAX_BYTES, allow_direct: true };
  return { max_bytes: name === QUOTES_STREAM ? quotesMaxBytes : otherMaxBytes(quotesMaxBytes), allow_direct: true };
}

/** How much each stream may hold that is neither quotes nor instruments: a broker reserves it when the stream is declared. */
export function otherMaxBytes(quotesMaxBytes: number): number {
  return Math.floor(quotesMaxBytes / OTHERS_SHARE);
}

/** Settings of a stream at its origin. */
function originalOf(declarations: Declarations, name: string, subjects: readonly string[]): Partial<StreamConfig> {
  const [mapped] = capturedAs(declarations, name);
  return {
    retention: RetentionPolicy.Limits,
    ...(name === QUOTES_STREAM && { allow_atomic: true }),
    subjects: mapped === undefined ? [...subjects] : [...subjects, mapped.from],
    ...(mapped !== undefined && { subject_transform: { src: mapped.from, dest: mapped.to } }),
  };
}

function mirrorOf({ stream, from, to }: Copy) {
  return {
    name: stream,
    external: { api: mirrorApi(from), deliver: '' },
    consumer: { name: durableName(to), deliver_subject: deliverSubject(stream, to) },
  };
}

/** `taken`: the subjects that it delivers; `null`: all. A source stores what its mapping does not match as it is, so the consumer keeps that back. */
function mirrorConsumer(stream: string, to: string, replicas: number, taken: readonly string[] | null) {
  return {
    name: durableName(to),
    durable_name: durableName(to),
    deliver_subject: deliverSubject(stream, to),
    ack_policy: AckPolicy.FlowControl,
    flow_control: true,
    idle_heartbeat: SECOND_NS,
    num_replicas: replicas,
    ...(taken !== null && { filter_subjects: [...taken] }),
  };
}

/** Without one, a limit that the consumer has is removed. */
function rateLimit(kbps: number | undefined) {
  return { rate_limit_bps: kbps === undefined ? undefined : kbps * 1_000 } as Pick<ConsumerConfig, 'rate_limit_bps'>;
}

/** The name of the durable consumer that a site's mirrors read from. */
export function durableName(site: string): string {
  return site.toUpperCase();
}

export function deliverSubject(stream: string, site: string): string {
  return `mirror.${stream}.${site}`;
}

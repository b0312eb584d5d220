import { AckPolicy, DeliverPolicy, DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { ConsumerConfig, StreamConfig } from '@nats-io/jetstream';
import {
  CLAIM_SUBJECT,
  HEARTBEAT_SUBJECT,
  INSTRUMENT_SUBJECTS,
  INSTRUMENTS_STREAM,
  QUOTE_SUBJECTS,
  QUOTES_STREAM,
} from '@quotebridge/contracts/wire';
import type { Site, StreamRole } from '@quotebridge/contracts/wire';

const SECOND_NS = 1_000_000_000;
const DUPLICATE_WINDOW_S = 30;
/**
 * Consumers that nobody reads are removed after that, durable ones too: whoever may read could else fill a site with them. A reader's ordered consumer goes
 * after 5 minutes by itself. The origin keeps its own for the mirror through a longer cut: made anew it would serve as well, but the bridge would have to be there.
 */
const UNREAD_S = { origin: 86_400, mirror: 300 };
/** The site whose streams are copied. */
export const ORIGIN_SITE: Site = 'onprem';
/** The prefix under which the account of the link, on-prem, imports the few requests to JetStream that the cloud may make. */
export const ORIGIN_API = 'origin.API';
/** The prefix under which a mirror in the cloud believes to reach it: the bridge service asks in its place. */
const MIRROR_API = `bridge.${ORIGIN_SITE}`;
/** The durable consumer at the origin from which the cloud's mirrors read. */
export const MIRROR_CONSUMER = durableName('cloud');
/** What the mirrors ask there. */
export const MIRROR_RESETS = `${MIRROR_API}.CONSUMER.RESET.*.${MIRROR_CONSUMER}`;
/** Under it the origin answers the bridge service. */
export const RESET_ANSWERS = 'bridge.answers';

export interface PlanOptions {
  readonly site: Site;
  readonly replicas: number;
  readonly quotesMaxBytes: number;
}

/** What a site must have for one stream to be bridged: the stream, and at the origin the durable consumer that the mirror reads. */
export interface StreamPlan {
  readonly role: StreamRole;
  readonly stream: Partial<StreamConfig> & { readonly name: string };
  readonly consumer: (Partial<ConsumerConfig> & { readonly durable_name: string }) | null;
}

/**
 * The streams that cross from on-prem to the cloud, as the given site must hold them.
 *
 * The origin's durable consumer lets the mirror go on where it stopped: with it a mirror is complete within a second after
 * a 40 s cut, without it after 18 s (see the design's measurements; needs JetStream API level 4, nats-server 2.14).
 */
export function planStreams({ site, replicas, quotesMaxBytes }: PlanOptions): StreamPlan[] {
  const role = site === ORIGIN_SITE ? 'origin' : 'mirror';
  const consumer_limits = { inactive_threshold: UNREAD_S[role] * SECOND_NS };
  const kept = { consumer_limits, num_replicas: replicas, storage: StorageType.File, discard: DiscardPolicy.Old };
  // Single quotes and short runs of them are read without a consumer, from any replica.
  const quotes = { ...kept, name: QUOTES_STREAM, max_bytes: quotesMaxBytes, allow_direct: true };
  const instruments = { ...kept, name: INSTRUMENTS_STREAM, max_msgs_per_subject: 1 };
  if (role === 'mirror') {
    return [quotes, instruments].map((stream) => ({
      role,
      stream: {
        ...stream,
        mirror: {
          name: stream.name,
          external: { api: MIRROR_API, deliver: '' },
          consumer: { name: durableName('cloud'), deliver_subject: deliverSubject(stream.name, 'cloud') },
        },
      },
      consumer: null,
    }));
  }
  const origin = { retention: RetentionPolicy.Limits, duplicate_window: DUPLICATE_WINDOW_S * SECOND_NS };
  return [
    { ...quotes, ...origin, allow_atomic: true, subjects: [QUOTE_SUBJECTS, HEARTBEAT_SUBJECT, CLAIM_SUBJECT] },
    { ...instruments, ...origin, subjects: [INSTRUMENT_SUBJECTS] },
  ].map((stream) => ({ role, stream, consumer: mirrorConsumer(stream.name, 'cloud', replicas) }));
}

function mirrorConsumer(stream: string, site: Site, replicas: number) {
  return {
    name: durableName(site),
    durable_name: durableName(site),
    deliver_subject: deliverSubject(stream, site),
    deliver_policy: DeliverPolicy.All,
    ack_policy: AckPolicy.FlowControl,
    flow_control: true,
    idle_heartbeat: SECOND_NS,
    num_replicas: replicas,
  };
}

function durableName(site: Site): string {
  return site.toUpperCase();
}

function deliverSubject(stream: string, site: Site): string {
  return `mirror.${stream}.${site}`;
}

import { BRIDGE_PAUSE_SUBJECT } from '@quotebridge/contracts/wire';
import type { Identity } from './policy.ts';
import { allows, covers, requestsOf } from './policy.ts';

/** What the streams of the origin capture, the edge's, and those of demand. Only the feed may write there, the edge's venue, and the gateways' second user. */
export const CAPTURED = [
  'quotes.AAPL',
  'feed.claim',
  'feed.heartbeat',
  'instruments.ZZ',
  'venues.edge.AAPL',
  'demand.cloud.AAPL.rogue',
  'demand.cloud.rogue',
  'demand.onprem.AAPL.rogue',
];

/** What the buckets capture. Only the migrator may write there. */
export const KEYS = ['$KV.FRONT_DOOR.weights', '$KV.MIGRATIONS.lock'];

/** Every prefix of a JetStream API. */
const PREFIXES = [
  '$JS.API',
  'site.API',
  'origin.API',
  '$JS.onprem.API',
  '$JS.cloud.API',
  'bridge.onprem',
  'bridge.cloud',
  'bridge.edge',
];

/** Requests that change something, with a body that a server would take. */
const CHANGES: readonly (readonly [request: string, body: string])[] = [
  ...[
    'QUOTES',
    'INSTRUMENTS',
    'DEMAND_CLOUD',
    'DEMAND_ONPREM',
    'VENUES',
    'TAPE',
    'KV_FRONT_DOOR',
    'KV_MIGRATIONS',
  ].flatMap((stream): [string, string][] => [
    [`STREAM.PURGE.${stream}`, ''],
    [`STREAM.DELETE.${stream}`, ''],
    [`STREAM.UPDATE.${stream}`, JSON.stringify({ name: stream, subjects: ['stolen'], max_msgs: 1 })],
    [`STREAM.MSG.DELETE.${stream}`, JSON.stringify({ seq: 1 })],
    [`STREAM.RESTORE.${stream}`, JSON.stringify({ config: { name: stream }, state: {} })],
    [`STREAM.LEADER.STEPDOWN.${stream}`, ''],
    [`CONSUMER.DELETE.${stream}.CLOUD`, ''],
    [`CONSUMER.DELETE.${stream}.ONPREM`, ''],
    [`CONSUMER.RESET.${stream}.ONPREM`, JSON.stringify({ seq: 99_999_999 })],
    [`CONSUMER.RESET.${stream}.CLOUD`, JSON.stringify({ seq: 99_999_999 })],
    [`CONSUMER.PAUSE.${stream}.CLOUD`, JSON.stringify({ pause_until: '2100-01-01T00:00:00Z' })],
    [
      `CONSUMER.CREATE.${stream}.CLOUD`,
      consumer(stream, { name: 'CLOUD', durable_name: 'CLOUD', deliver_subject: 'stolen', filter_subject: 'none' }),
    ],
    [`CONSUMER.CREATE.${stream}`, consumer(stream, { name: 'CLOUD', deliver_subject: `mirror.${stream}.cloud` })],
    [`CONSUMER.DURABLE.CREATE.${stream}.CLOUD`, consumer(stream, { durable_name: 'CLOUD', deliver_subject: 'stolen' })],
  ]),
  ['STREAM.CREATE.STOLEN', JSON.stringify({ name: 'STOLEN', subjects: ['mirror.>'] })],
  ['ACCOUNT.PURGE.QUOTES', ''],
  ['META.LEADER.STEPDOWN', ''],
  ['SERVER.REMOVE', JSON.stringify({ peer: 'onprem-1' })],
];

/** What the operator alone may ask of a bridge service. */
const PAUSE = { subject: BRIDGE_PAUSE_SUBJECT, body: JSON.stringify({ bridge: 'quotes', paused: true }) };

const SYSTEM = ['PING.KICK', 'PING.RELOAD', 'PING.LDM', 'PING.VARZ', 'PING.JSZ'].map(
  (name) => `$SYS.REQ.SERVER.${name}`,
);

export interface Attack {
  readonly subject: string;
  readonly body: string;
}

/** Everything that changes something and that the identity must not be able to do: what its policy grants is left out. */
export function forbidden(identity: Identity | null): readonly Attack[] {
  const attacks = [
    ...[...CAPTURED, ...KEYS].map((subject) => ({ subject, body: '{"symbol":"AAPL","seq":1}' })),
    ...PREFIXES.flatMap((prefix) => CHANGES.map(([request, body]) => ({ subject: `${prefix}.${request}`, body }))),
    PAUSE,
    ...SYSTEM.map((subject) => ({ subject, body: '{}' })),
  ];
  return identity === null ? attacks : attacks.filter(({ subject }) => !isGranted(identity, subject));
}

function isGranted(identity: Identity, subject: string): boolean {
  if (!allows(identity.publish, subject)) return false;
  const isRequest = subject.includes('.API.') || subject.startsWith('bridge.');
  return !isRequest || requestsOf(identity).some((request) => covers(request, subject));
}

/** Subjects that stand for each request which the identity can make, with bodies that are answered: good ones where they change nothing, and bad ones. */
export function answered(identity: Identity): readonly Attack[] {
  return requestsOf(identity)
    .flatMap((request) => ['QUOTES', 'INSTRUMENTS'].map((stream) => literal(request, stream)))
    .filter((subject, index, all) => all.indexOf(subject) === index && allows(identity.publish, subject))
    .flatMap((subject) => [...bodiesOf(subject).map((body) => ({ subject, body })), ...pushes(subject)]);
}

/** Requests for every kind of consumer, by every request that creates one. The broker counts neither `sourcing` nor `direct` ones; of a name that is both it makes many. */
export function consumerRequests(stream: string): readonly Attack[] {
  const push = { deliver_subject: 'attack.deliveries', inactive_threshold: 6e10 };
  const kinds = [
    {},
    { durable_name: 'attack' },
    push,
    { ...push, durable_name: 'attack', flow_control: true, idle_heartbeat: 1e9 },
    { sourcing: true },
    { ...push, direct: true },
    { ...push, direct: true, sourcing: true },
  ];
  return kinds.flatMap((kind, index) => {
    const name = `attack${index}`;
    const config = { ...kind, ...('durable_name' in kind && { durable_name: name }) };
    return [
      { subject: `CONSUMER.CREATE.${stream}.${name}`, body: consumer(stream, { ...config, name }) },
      {
        subject: `CONSUMER.CREATE.${stream}.${name}.>`,
        body: consumer(stream, { ...config, name, filter_subject: '>' }),
      },
      { subject: `CONSUMER.CREATE.${stream}`, body: consumer(stream, config) },
      {
        subject: `CONSUMER.DURABLE.CREATE.${stream}.${name}`,
        body: consumer(stream, { ...config, durable_name: name }),
      },
    ];
  });
}

/** Whether a request has the consumer's name in its subject, as the ones that services may make. */
export function isNamed(subject: string): boolean {
  return /^CONSUMER\.CREATE\.\w+\.\w+$/.test(subject);
}

/** Consumers whose deliveries are aimed at what the origin captures, and at the mirror. */
function pushes(subject: string): readonly Attack[] {
  if (!subject.includes('.CONSUMER.CREATE.') || !subject.endsWith('.probe')) return [];
  const stream = streamOf(subject);
  return [...CAPTURED, `mirror.${stream}.cloud`].map((deliver_subject, index) => {
    const name = `push${index}`;
    const config = { name, deliver_subject, flow_control: true, idle_heartbeat: 1e8 };
    return { subject: subject.replace(/probe$/, name), body: consumer(stream, config) };
  });
}

function streamOf(subject: string): string {
  return subject.includes('INSTRUMENTS') ? 'INSTRUMENTS' : 'QUOTES';
}

/** The first wildcard of a request is the stream, the next a consumer of the test's. */
function literal(request: string, stream: string): string {
  return request.replace('*', stream).replaceAll('*', 'probe').replace('>', 'probe');
}

function bodiesOf(subject: string): readonly string[] {
  // Always answered with an error, and so harmless.
  const bad = '{';
  if (subject.includes('.CONSUMER.CREATE.') && subject.endsWith('.probe')) {
    return [bad, consumer(streamOf(subject), { name: 'probe' })];
  }
  if (subject.includes('.MSG.NEXT.'))
    return [bad, JSON.stringify({ batch: 5, no_wait: true }), JSON.stringify({ batch: 1, expires: 1e9 })];
  // The value of a key.
  if (subject.includes('.DIRECT.GET.KV_') && subject.includes('.$KV.')) return [''];
  if (subject.includes('.GET.')) {
    return [
      bad,
      JSON.stringify({ seq: 1 }),
      JSON.stringify({ seq: 1, batch: 5, next_by_subj: '>' }),
      JSON.stringify({ multi_last: ['>'] }),
    ];
  }
  return subject.includes('.INFO.') || subject === 'site.LEAFZ' || subject === 'site.HEALTHZ' ? [bad, ''] : [bad];
}

function consumer(stream: string, config: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ stream_name: stream, config: { ack_policy: 'none', mem_storage: true, ...config } });
}

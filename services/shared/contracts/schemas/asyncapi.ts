import { z } from 'zod';
import {
  closingSchema,
  gatewayStatusSchema,
  gatewayTraceSchema,
  heartbeatSchema,
  quoteBatchSchema,
  relocateSchema,
  subscribeAckSchema,
  unsubscribeAckSchema,
} from './events.ts';
import {
  bridgeStatusSchema,
  instrumentSchema,
  quoteSchema,
  subscribeSchema,
  traceSchema,
  unsubscribeSchema,
} from './schemas.ts';
import { demandSchema } from './demand.ts';
import { detailsReplySchema } from './instrument-details.ts';
import { bridgePauseAnswerSchema, bridgePauseRequestSchema } from './bridge-pause.ts';
import { relocationAnswerSchema, relocationRefusalSchema, relocationRequestSchema } from './relocation.ts';
import type { ClientToServerEvents, ServerToClientEvents } from '../wire/events.ts';
import {
  bridgeStatusSubject,
  CLAIM_SUBJECT,
  demandSubject,
  detailsChangedSubject,
  detailsSubject,
  HEARTBEAT_SUBJECT,
  instrumentSubject,
  quoteSubject,
  BRIDGE_PAUSE_SUBJECT,
  RELOCATE_SUBJECT,
  venueSubject,
} from '../wire/subjects.ts';

interface Message {
  readonly summary: string;
  /** What its schema cannot express. */
  readonly description?: string;
  readonly schema: z.ZodType;
}

/** The requests of clients, by the event's name, and their acks. A missing one does not compile. */
const REQUESTS: Readonly<Record<keyof ClientToServerEvents, Message & { readonly ack: Message }>> = {
  subscribe: {
    summary: "Ask for symbols' quotes; `*` is the whole market",
    description: [
      'One unknown symbol refuses the whole request: the refusal names them in `symbols`, and nothing is subscribed.',
      'In mode `every` there is no `maxRate`, and a connection keeps to one mode until it has unsubscribed from everything.',
    ].join(' '),
    schema: subscribeSchema,
    ack: { summary: 'The snapshot, or the refusal', schema: subscribeAckSchema },
  },
  unsubscribe: {
    summary: 'Stop quotes of symbols',
    schema: unsubscribeSchema,
    ack: { summary: 'Success, or the refusal', schema: unsubscribeAckSchema },
  },
  trace: {
    summary: "Follow a symbol's next quote through the gateway",
    description: 'The connection has to be subscribed to the symbol.',
    schema: traceSchema,
    ack: { summary: 'Success, or the refusal', schema: unsubscribeAckSchema },
  },
};

/** The events that the gateway sends, by name. */
const NOTIFICATIONS: Readonly<Record<keyof ServerToClientEvents, Message>> = {
  quotes: {
    summary: 'Newest quotes since the last batch, as tuples',
    description: [
      'How to account for every quote of a symbol, starting with `missing = 0` at the `seq` of the snapshot, whatever the epoch:',
      '`missing += max(0, seq - last - 1) - conflated` at each tuple, then `last = max(last, seq)`.',
      'A gap may be filled later: late quotes are counted in the next `conflated`, or the same `seq` is sent again with a `conflated` above 0.',
      'So a gap alone is not a loss; it is one when `missing` stays above 0 while `status` has `complete: true` and `stale: null`.',
      'A repeated `seq` with `conflated` 0 is a duplicate. The snapshot of a new connection starts a new account.',
    ].join(' '),
    schema: quoteBatchSchema,
  },
  status: {
    summary: 'How fresh and complete the site is: once a second and at changes',
    description:
      "Measure ages by the gateway's `now`, not by the client's clock, which may be wrong by any amount. The clocks of services and feed have to agree within a second.",
    schema: gatewayStatusSchema,
  },
  traced: { summary: 'The times of a quote that `trace` asked for', schema: gatewayTraceSchema },
  relocate: {
    summary: 'Asks the client to open another connection, and to close this one afterwards',
    description:
      'A client that ignores it is closed after `deadline` milliseconds with code 4012. It may reconnect at once, and recovers by the snapshot of its next `subscribe`.',
    schema: relocateSchema,
  },
  closing: { summary: 'Why a connection is about to be closed', schema: closingSchema },
};

const EVENTS: Readonly<Record<string, Message>> = {
  ...REQUESTS,
  ...Object.fromEntries(Object.entries(REQUESTS).map(([name, { ack }]) => [ackOf(name), ack])),
  ...NOTIFICATIONS,
};

const emptySchema = z.literal('');

/** A request on NATS that every gateway of the site answers. */
const RELOCATION = {
  channel: 'relocation',
  messages: {
    relocationRequest: {
      summary: 'Move a share of the clients elsewhere',
      description: 'Every gateway of the site answers. Clients get `relocate` with the reason `move`.',
      schema: relocationRequestSchema,
    },
    relocationAnswer: {
      summary: 'How many clients move, or why not',
      schema: z.union([relocationAnswerSchema, relocationRefusalSchema]),
    },
  },
} satisfies { readonly channel: string; readonly messages: Readonly<Record<string, Message>> };

/** A request on NATS that the bridge service of the site answers. */
const BRIDGE_PAUSE = {
  channel: 'bridgePause',
  messages: {
    bridgePauseRequest: {
      summary: 'Pause or resume a bridge that starts from the site',
      description: 'Only the operator may send it.',
      schema: bridgePauseRequestSchema,
    },
    bridgePauseAnswer: {
      summary: 'The copies that are paused or resumed, or why not',
      schema: bridgePauseAnswerSchema,
    },
  },
} satisfies { readonly channel: string; readonly messages: Readonly<Record<string, Message>> };

/** A request on NATS that the service of reference data answers. */
const DETAILS = {
  channel: 'details',
  messages: {
    detailsRequest: {
      summary: 'Ask for the details of an instrument',
      description: 'The message is empty. It is answered on-prem, in the cloud over the link.',
      schema: emptySchema,
    },
    detailsReply: { summary: 'The details; null when the instrument is unknown', schema: detailsReplySchema },
  },
} satisfies { readonly channel: string; readonly messages: Readonly<Record<string, Message>> };

interface Subject extends Message {
  readonly address: string;
  readonly parameters?: Readonly<Record<string, { readonly description: string; readonly enum?: readonly string[] }>>;
  /** Who publishes it. */
  readonly by: string;
}

const symbol = { symbol: { description: 'The symbol of an instrument: one subject token' } };
const SUBJECTS: Readonly<Record<string, Subject>> = {
  quote: {
    address: quoteSubject('{symbol}'),
    parameters: symbol,
    by: 'feed',
    summary: 'A quote',
    schema: quoteSchema,
  },
  venueQuote: {
    address: venueSubject('{site}', '{symbol}'),
    parameters: { site: { description: 'The site that has the venue' }, ...symbol },
    by: 'venue',
    summary: "A quote of a site's own venue",
    description: 'It is numbered like those of the feed, by a `seq` of its own.',
    schema: quoteSchema,
  },
  demand: {
    address: demandSubject('{site}', '{symbol}', '{instance}'),
    parameters: {
      site: { description: 'The site of the gateway' },
      ...symbol,
      instance: { description: 'The gateway, unique within its site' },
    },
    by: 'gateway',
    summary: "How many of a gateway's clients are subscribed to a symbol",
    description:
      'At changes, at most once a second, and every 10 seconds while somebody is subscribed. The number of clients of the whole market is on the subject without a symbol.',
    schema: demandSchema,
  },
  heartbeat: {
    address: HEARTBEAT_SUBJECT,
    by: 'feed',
    summary: 'Sign of life of the feed, once a second',
    schema: heartbeatSchema,
  },
  instrument: {
    address: instrumentSubject('{symbol}'),
    parameters: symbol,
    by: 'feed',
    summary: 'An instrument. An empty message withdraws it',
    schema: instrumentSchema,
  },
  detailsChanged: {
    address: detailsChangedSubject('{symbol}'),
    parameters: symbol,
    by: 'refdata',
    summary: 'The details of an instrument changed. The message is empty',
    schema: emptySchema,
  },
  bridgeStatus: {
    address: bridgeStatusSubject('{site}'),
    parameters: { site: { description: 'The site of the bridge service' } },
    by: 'bridge',
    summary: 'Status of the bridges of a site, twice a second',
    schema: bridgeStatusSchema,
  },
};

/** The AsyncAPI 3 document of the Socket.IO events and NATS subjects, generated from the contracts. */
export function asyncApiDocument(): object {
  return {
    asyncapi: '3.0.0',
    id: 'urn:quotebridge',
    info: {
      title: 'Quotebridge events',
      version: '1',
      description: [
        'Socket.IO events between gateway and clients, and the subjects on NATS. Generated from the contracts.',
        `\`${CLAIM_SUBJECT}\`, with which a feed takes the stream over, is left out: it is for feeds alone.`,
      ].join(' '),
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      gateway: { host: 'localhost:8080', pathname: '/socket.io', protocol: 'socketio', description: 'The gateway' },
      brokers: { host: 'localhost:4222', protocol: 'nats', description: "The brokers of the service's own site" },
    },
    channels: {
      gateway: {
        address: '/',
        title: 'The namespace of the gateway',
        servers: [{ $ref: '#/servers/gateway' }],
        messages: mapValues(EVENTS, (_event, name) => ({ $ref: `#/components/messages/${name}` })),
      },
      ...mapValues(SUBJECTS, ({ address, parameters }, name) => ({
        address,
        ...(parameters === undefined ? {} : { parameters }),
        servers: [{ $ref: '#/servers/brokers' }],
        messages: { [name]: { $ref: `#/components/messages/${name}` } },
      })),
      [RELOCATION.channel]: {
        address: RELOCATE_SUBJECT,
        servers: [{ $ref: '#/servers/brokers' }],
        messages: mapValues(RELOCATION.messages, (_message, name) => ({ $ref: `#/components/messages/${name}` })),
      },
      [BRIDGE_PAUSE.channel]: {
        address: BRIDGE_PAUSE_SUBJECT,
        servers: [{ $ref: '#/servers/brokers' }],
        messages: mapValues(BRIDGE_PAUSE.messages, (_message, name) => ({ $ref: `#/components/messages/${name}` })),
      },
      [DETAILS.channel]: {
        address: detailsSubject('{symbol}'),
        parameters: symbol,
        servers: [{ $ref: '#/servers/brokers' }],
        messages: mapValues(DETAILS.messages, (_message, name) => ({ $ref: `#/components/messages/${name}` })),
      },
    },
    operations: {
      ...mapValues(REQUESTS, (_request, name) => request('gateway', name, ackOf(name))),
      'gateway.relocate': request(RELOCATION.channel, 'relocationRequest', 'relocationAnswer'),
      'bridges.pause': request(BRIDGE_PAUSE.channel, 'bridgePauseRequest', 'bridgePauseAnswer'),
      'refdata.details': request(DETAILS.channel, 'detailsRequest', 'detailsReply'),
      ...mapValues(NOTIFICATIONS, (_notification, name) => sends('gateway', name, 'gateway')),
      ...Object.fromEntries(
        Object.entries(SUBJECTS).map(([name, { by }]) => [`${name}.publish`, sends(name, name, by)]),
      ),
    },
    components: {
      messages: mapValues(
        { ...EVENTS, ...SUBJECTS, ...RELOCATION.messages, ...BRIDGE_PAUSE.messages, ...DETAILS.messages },
        toMessage,
      ),
    },
  };
}

function toMessage({ summary, description, schema }: Message, name: string) {
  const { $schema: _dialect, ...payload } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return { name, summary, ...(description !== undefined && { description }), payload };
}

function ackOf(name: string): string {
  return `${name}Ack`;
}

/** The gateway receives it and answers. */
function request(channelName: string, name: string, answer: string) {
  const channel = { $ref: `#/channels/${channelName}` };
  return {
    action: 'receive',
    channel,
    messages: [{ $ref: `#/channels/${channelName}/messages/${name}` }],
    reply: { channel, messages: [{ $ref: `#/channels/${channelName}/messages/${answer}` }] },
  };
}

function sends(channel: string, message: string, by: string) {
  return {
    action: 'send',
    summary: `Published by the ${by}`,
    channel: { $ref: `#/channels/${channel}` },
    messages: [{ $ref: `#/channels/${channel}/messages/${message}` }],
  };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

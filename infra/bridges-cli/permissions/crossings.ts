import { deliverSubject, durableName, ORIGIN_API } from '@quotebridge/bridge';
import { copiesOf, madeStreams, overlaps, sourcedFrom } from '@quotebridge/bridges';
import type { Copy, Declarations } from '@quotebridge/bridges';
import { auditMarksSubject, bridgeStatusSubject, QUOTES_STREAM } from '@quotebridge/contracts/wire';

/**
 * What crosses a link. Messages that cross by themselves: `live` (events that a stream also captures), `delivery` of a stream's consumer, `status`,
 * `marks`, `event`. Requests: `reset` and `flow` for a consumer, `request` of a bridge. And the `answers` to requests.
 */
type CrossingKind = keyof typeof ORDER;

/** In this order they are written. */
const ORDER = { live: 0, delivery: 1, reset: 2, flow: 3, status: 4, marks: 5, event: 6, request: 7, answers: 8 };

/** One subject that crosses from site to site. */
export interface Crossing {
  readonly kind: CrossingKind;
  readonly subject: string;
  /** The site at which it is published; for a request, the site that asks. */
  readonly from: string;
  readonly to: string;
  /** The bridge that needs it. */
  readonly bridge: string;
  /** What `delivery`, `reset` and `flow` are for. */
  readonly copied?: CopiedStream;
}

interface CopiedStream {
  /** The stream that is read. */
  readonly stream: string;
  /** The stream that stores what is read. */
  readonly target: string;
  /** The durable consumer that it is read by. */
  readonly consumer: string;
}

/** Brokers answer requests of another account on subjects of this kind. */
const ANSWERS = '_R_.>';

/** All that the declared bridges bring across links. Pure. */
export function crossingsOf(declarations: Declarations): Crossing[] {
  const copies = copiesOf(declarations);
  const read = [
    ...copies.map((copy) => ({ copy, target: copy.stream })),
    ...sourcedFrom(declarations).map((copy) => ({ copy, target: madeBy(declarations, copy.bridge) })),
  ];
  const crossings = [
    ...eventsAndRequests(declarations),
    ...read.flatMap(({ copy, target }) => copyCrossings(copy, target)),
    ...copies.map(({ from, to, bridge }) => status(from, to, bridge)),
    ...copies.filter(({ stream }) => stream === QUOTES_STREAM).flatMap(marks),
  ];
  return inOrder([...crossings, ...answersTo(crossings)]);
}

/** The crossings of several declarations, each once. */
export function joined(all: readonly (readonly Crossing[])[]): Crossing[] {
  return inOrder(all.flat());
}

function inOrder(crossings: readonly Crossing[]): Crossing[] {
  const once = new Map<string, Crossing>();
  for (const crossing of crossings) {
    const key = [crossing.kind, crossing.subject, crossing.from, crossing.to].join(' ');
    if (!once.has(key)) once.set(key, crossing);
  }
  return [...once.values()].toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind]);
}

function madeBy(declarations: Declarations, bridge: string): string {
  const made = madeStreams(declarations).find((one) => one.bridge === bridge);
  if (made === undefined) throw new Error(`the bridge ${bridge} makes no stream`);
  return made.stream;
}

function eventsAndRequests({ streams, bridges }: Declarations): Crossing[] {
  const captured = streams.flatMap(({ subjects }) => subjects);
  return bridges.flatMap((bridge): Crossing[] => {
    if (bridge.mode !== 'bridge') return [];
    const ends = { from: bridge.from, to: bridge.to, bridge: bridge.name };
    return [
      ...(bridge.events ?? []).map((subject) => {
        const isLive = captured.some((one) => overlaps(one, subject));
        return { kind: isLive ? ('live' as const) : ('event' as const), subject, ...ends };
      }),
      ...(bridge.requests ?? []).map((subject) => ({ kind: 'request' as const, subject, ...ends })),
    ];
  });
}

function copyCrossings({ bridge, stream, from, to }: Copy, target: string): Crossing[] {
  const consumer = durableName(to);
  const copied = { stream, target, consumer };
  return [
    { kind: 'delivery', subject: deliverSubject(stream, to), from, to, bridge, copied },
    {
      kind: 'reset',
      subject: `${ORIGIN_API}.CONSUMER.RESET.${stream}.${consumer}`,
      from: to,
      to: from,
      bridge,
      copied,
    },
    { kind: 'flow', subject: `$JS.FC.${stream}.${consumer}.*`, from: to, to: from, bridge, copied },
  ];
}

/** A mirror's lag is measured against the position that the status of its upstream site has. */
function status(from: string, to: string, bridge: string): Crossing {
  return { kind: 'status', subject: bridgeStatusSubject(from), from, to, bridge };
}

/** The auditors at both ends of a copy of the quotes compare theirs. */
function marks({ from, to, bridge }: Copy): Crossing[] {
  return [
    { kind: 'marks', subject: auditMarksSubject(from), from, to, bridge },
    { kind: 'marks', subject: auditMarksSubject(to), from: to, to: from, bridge },
  ];
}

/** Flow control is a request without an answer. */
function answersTo(crossings: readonly Crossing[]): Crossing[] {
  return crossings
    .filter(({ kind }) => kind === 'reset' || kind === 'request')
    .map(({ from, to, bridge }) => ({ kind: 'answers', subject: ANSWERS, from: to, to: from, bridge }));
}

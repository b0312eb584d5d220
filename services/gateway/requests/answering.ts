import type { GatewayError } from '@quotebridge/contracts/wire';
import type { Logger } from '@quotebridge/runtime';
import type { Connection } from './connection.ts';
import { Refusal } from './refusals.ts';
import { weightOf } from './requests.ts';
import { WorkQueue } from './work-queue.ts';

/** Of its time, what a gateway gives to what clients ask first when they crowd: `CONNECT_RATE` has them come one after the other. */
const FIRSTS_SHARE = 0.5;
/** What it gives to everything that they ask after that: who is served already can wait for more. */
const OTHERS_SHARE = 0.1;

export interface AnsweringDeps {
  /** True of a client that has left or was ended, or is now, since too much waits for it. */
  readonly isOver: (connection: Connection) => boolean;
  /** How many symbols there are. */
  readonly symbols: () => number;
  /** What a client may ask for a second; for the text of a refusal. */
  readonly requestRate: number;
  /** Told of each request that was refused or dropped, with the reason. */
  readonly onRefused: (reason: GatewayError['code'] | 'no_ack') => void;
  readonly log: Logger;
}

/** Answers a request: `args` are its arguments and its ack, `handle` makes the answer of it or throws a `Refusal`. */
export type Answer = (connection: Connection, args: readonly unknown[], handle: (request: unknown) => object) => void;

/**
 * Answers clients in turn, with what they asked for or with why not. A request without a way to answer it is dropped: the
 * snapshot would not arrive. Who goes on asking more often than it may is ended. Errors never leave a handler.
 */
export function createAnswering({ isOver, symbols, requestRate, onRefused, log }: AnsweringDeps): Answer {
  const firsts = new WorkQueue({ share: FIRSTS_SHARE });
  const others = new WorkQueue({ share: OTHERS_SHARE });

  /** What to tell a client that asks more often than it may. */
  const tooOften = (connection: Connection, weight: number) => {
    if (connection.mayAsk(performance.now(), weight)) return null;
    onRefused('too_many_requests');
    return { code: 'too_many_requests', message: `at most ${requestRate} requests a second` } as const;
  };

  /** What to tell the client when it cannot be done. */
  const attempt = (act: () => void): GatewayError | null => {
    try {
      act();
      return null;
    } catch (error) {
      const told: GatewayError =
        error instanceof Refusal
          ? error.toError()
          : { code: 'internal', message: 'the gateway failed; the failure is in its log' };
      if (!(error instanceof Refusal)) log.error({ err: error }, 'a request failed');
      onRefused(told.code);
      return told;
    }
  };

  return (connection, args, handle) => {
    // What had been read before it was ended, or about to be.
    if (isOver(connection) || connection.wire.isDeaf) return;
    const ack = args.at(-1);
    if (typeof ack !== 'function') {
      onRefused('no_ack');
      return;
    }
    const request = args.length > 1 ? args[0] : undefined;
    const refusal = tooOften(connection, weightOf(request, symbols()));
    // In one queue for as long as something waits there: answers keep the order of what was asked.
    const work = connection.isServed && !firsts.has(connection.wire) ? others : firsts;
    work.add(connection.wire, () => {
      connection.isServed = true;
      // It may have left, or been ended, while this waited.
      if (isOver(connection)) return;
      connection.wire.gather();
      const failure = refusal ?? attempt(() => ack({ ok: true, ...handle(request) }));
      if (failure !== null) ack({ ok: false, error: failure });
    });
    if (refusal === null || connection.mayBeRefused(performance.now())) return;
    // It goes on asking: it is heard no more, told what it has still to be told, and ended.
    connection.wire.deafen();
    work.add(connection.wire, () => {
      if (!isOver(connection)) connection.wire.end(refusal.code, refusal.message);
    });
  };
}

import type { GatewayError } from '@quotebridge/contracts/wire';
import type { Logger } from '@quotebridge/service-kit';
import { MESSAGES_PER_REQUEST } from '../limits/client-budget.ts';
import type { ClientTransport } from '../transport/client-transport.ts';
import type { Connection } from './connection.ts';
import { Refusal } from './refusals.ts';
import { weightOf } from './requests.ts';
import { WorkQueue } from './work-queue.ts';

/** The share of a gateway's time for requests under load. */
const REQUESTS_SHARE = 0.25;

export interface AnsweringDeps {
  /** How many symbols there are. */
  readonly symbols: () => number;
  /** The requests a second that a client may make: for the text of a refusal. */
  readonly requestRate: number;
  /** Called with the reason for each request that was refused or dropped. */
  readonly onRefused: (reason: GatewayError['code'] | 'no_ack' | 'slow_consumer') => void;
  readonly log: Logger;
}

export interface Answering {
  /** Queues a request: `args` are its arguments and its ack, `handle` returns the answer or throws a `Refusal`. */
  readonly answer: (connection: Connection, args: readonly unknown[], handle: (request: unknown) => object) => void;
  /** Stops reading from a client that floods, answers its earlier requests, and closes it. */
  readonly closeFlooding: (transport: ClientTransport) => void;
}

/**
 * Answers clients' requests in turn. A request without an ack is dropped, since it cannot be answered. A handler's error becomes
 * a refusal.
 */
export function createAnswering({ symbols, requestRate, onRefused, log }: AnsweringDeps): Answering {
  const work = new WorkQueue({ share: REQUESTS_SHARE });

  /** Whether a client has left or was closed. Closes it if too much waits for it. */
  const isOver = ({ hasLeft, transport }: Connection): boolean => {
    if (hasLeft || transport.closedFor !== null) return true;
    if (!transport.closeIfFull()) return false;
    onRefused('slow_consumer');
    return true;
  };

  /** Why a request is over the client's budget; `null` when it is not. */
  const overBudget = ({ transport }: Connection, weight: number): GatewayError | null => {
    if (transport.takeRequest(weight)) return null;
    onRefused('too_many_requests');
    return { code: 'too_many_requests', message: `at most ${requestRate} requests a second` };
  };

  /** Returns why the handler failed; `null` when it succeeded. */
  const attempt = ({ identity }: Connection, act: () => void): GatewayError | null => {
    try {
      act();
      return null;
    } catch (error) {
      const failure: GatewayError =
        error instanceof Refusal
          ? error.toError()
          : { code: 'internal', message: 'the gateway failed; the failure is in its log' };
      if (!(error instanceof Refusal)) log.error({ err: error, client: identity.name }, 'a request failed');
      onRefused(failure.code);
      return failure;
    }
  };

  return {
    answer(connection, args, handle) {
      const { transport } = connection;
      // Read before the client was closed or started to flood.
      if (isOver(connection) || !transport.isReading) return;
      const ack = args.at(-1);
      if (typeof ack !== 'function') {
        onRefused('no_ack');
        return;
      }
      const request = args.length > 1 ? args[0] : undefined;
      const refusal = overBudget(connection, weightOf(request, symbols()));
      work.add(transport, () => {
        // It may have left or been closed while this was queued.
        if (isOver(connection)) return;
        transport.corkForThisTurn();
        const failure = refusal ?? attempt(connection, () => ack({ ok: true, ...handle(request) }));
        if (failure !== null) ack({ ok: false, error: failure });
      });
    },
    closeFlooding(transport) {
      onRefused('too_many_requests');
      transport.stopReading();
      const message = `at most ${requestRate * MESSAGES_PER_REQUEST} messages a second`;
      work.add(transport, () => transport.closeWith('too_many_requests', message));
    },
  };
}

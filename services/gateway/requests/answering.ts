import type { GatewayError } from '@quotebridge/contracts/wire';
import type { Logger } from '@quotebridge/service-kit';
import { MESSAGES_PER_REQUEST } from '../limits/client-budget.ts';
import type { ClientTransport } from '../transport/client-transport.ts';
import type { Connection } from './connection.ts';
import { Refusal } from './refusals.ts';
import { weightOf } from './requests.ts';
import { WorkQueue } from './work-queue.ts';

/** Of its time, what a gateway gives to requests under load. */
const REQUESTS_SHARE = 0.25;

export interface AnsweringDeps {
  /** How many symbols there are. */
  readonly symbols: () => number;
  /** What a client may ask for a second; for the text of a refusal. */
  readonly requestRate: number;
  /** Called for each request that was refused or dropped, with the reason. */
  readonly onRefused: (reason: GatewayError['code'] | 'no_ack' | 'slow_consumer') => void;
  readonly log: Logger;
}

export interface Answering {
  /** Answers a request: `args` are its arguments and its ack, `handle` returns the answer or throws a `Refusal`. */
  readonly answer: (connection: Connection, args: readonly unknown[], handle: (request: unknown) => object) => void;
  /** Reads nothing more of a client that floods, answers what it asked before, and ends it. */
  readonly endFlooding: (transport: ClientTransport) => void;
}

/**
 * Answers clients in turn, with what they asked for or with why not. A request without an ack is dropped: the snapshot would not
 * arrive. Errors never leave a handler.
 */
export function createAnswering({ symbols, requestRate, onRefused, log }: AnsweringDeps): Answering {
  const work = new WorkQueue({ share: REQUESTS_SHARE });

  /** True of a client that has left or was ended, or is now, since too much waits for it. */
  const isOver = ({ hasLeft, transport }: Connection): boolean => {
    if (hasLeft || transport.endedFor !== null) return true;
    if (!transport.endIfFull()) return false;
    onRefused('slow_consumer');
    return true;
  };

  /** Why a request is over the client's budget; `null` when it is not. */
  const overBudget = ({ transport }: Connection, weight: number): GatewayError | null => {
    if (transport.mayAsk(weight)) return null;
    onRefused('too_many_requests');
    return { code: 'too_many_requests', message: `at most ${requestRate} requests a second` };
  };

  /** Why it could not be done; `null` when it was. */
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
      // What had been read before it was ended, or about to be.
      if (isOver(connection) || !transport.isReading) return;
      const ack = args.at(-1);
      if (typeof ack !== 'function') {
        onRefused('no_ack');
        return;
      }
      const request = args.length > 1 ? args[0] : undefined;
      const refusal = overBudget(connection, weightOf(request, symbols()));
      work.add(transport, () => {
        // It may have left, or been ended, while this waited.
        if (isOver(connection)) return;
        transport.gather();
        const failure = refusal ?? attempt(connection, () => ack({ ok: true, ...handle(request) }));
        if (failure !== null) ack({ ok: false, error: failure });
      });
    },
    endFlooding(transport) {
      onRefused('too_many_requests');
      transport.stopReading();
      const message = `at most ${requestRate * MESSAGES_PER_REQUEST} messages a second`;
      work.add(transport, () => transport.end('too_many_requests', message));
    },
  };
}

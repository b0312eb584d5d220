import { MIRROR_RESET_SUBJECTS } from './plan.ts';
import type { Logger, NatsConnection } from '@quotebridge/runtime';

export interface AnswerOptions {
  readonly nc: NatsConnection;
  readonly log: Logger;
  /** Whether any broker of this site has the link to the origin's now; true where that cannot be told. */
  readonly isLinked: () => Promise<boolean>;
}

/**
 * Refuses, in the origin's name, what the mirrors of this site ask of it while the link is down.
 *
 * A mirror that lost its origin asks for its durable consumer again. Asked into a cut link, the request gets no answer, and
 * nats-server (2.15.2) waits 5 s for one, also when the link comes back meanwhile. A refusal frees the mirror to ask
 * again as soon as the link is back.
 */
export function answerForOrigin({ nc, log, isLinked }: AnswerOptions): Disposable {
  const refusal = JSON.stringify({
    type: 'io.nats.jetstream.api.v1.consumer_reset_response',
    error: { code: 503, description: 'the link to the origin is down' },
  });
  const subscription = nc.subscribe(MIRROR_RESET_SUBJECTS);
  const answering = (async () => {
    for await (const request of subscription) {
      // A refusal while the link is up could overtake the origin's own answer.
      if (!(await isLinked())) request.respond(refusal);
    }
  })();
  answering.catch((error: unknown) => log.error({ err: error }, 'no longer answers for the origin'));
  return { [Symbol.dispose]: () => subscription.unsubscribe() };
}

import { randomUUID } from 'node:crypto';
import type { JetStreamManager } from '@nats-io/jetstream';
import { pause } from '@quotebridge/service-kit';
import type { Logger, Msg, NatsConnection } from '@quotebridge/service-kit';
import { z } from 'zod';
import type { Bridge } from './bridges.ts';
import { mirrorResets, ORIGIN_API, RESET_ANSWERS } from './plan.ts';

/** A mirror waits 5 s for an answer (nats-server 2.15.2), then it asks again. In milliseconds. */
const ANSWER_WITHIN_MS = 4_500;
const ORIGIN_WITHIN_MS = 1_500;
const RETRY_MS = 100;

/** The part of `io.nats.jetstream.api.v1.consumer_reset_response` that is used. The rest passes as it is. */
const answerSchema = z.looseObject({
  error: z.looseObject({ description: z.string() }).optional(),
  reset_seq: z.number().optional(),
});

export interface MirrorResetsOptions {
  /** The sites that the mirrors join. */
  readonly bridge: Pick<Bridge, 'from' | 'to'>;
  readonly nc: NatsConnection;
  readonly jsm: JetStreamManager;
  readonly log: Logger;
}

/**
 * Asks the origin, for the mirrors of this site, to send from where a mirror is. A mirror asks for that whenever it begins or has lost its origin.
 *
 * Why the mirrors do not ask the origin themselves (nats-server 2.15.2, see docs/adr/0011):
 * - The origin would begin after what was acknowledged to it, not after what the mirror holds.
 * - Its answer tells how far it has sent by the time of the answer; a mirror skips everything up to there, come or not.
 * - A request into a cut link has no answer, and holds the mirror up for 5 s when the link is back meanwhile.
 */
export function answerMirrorResets(options: MirrorResetsOptions): Disposable {
  const { nc, log } = options;
  const stopping = new AbortController();
  const subscription = nc.subscribe(mirrorResets(options.bridge), { queue: 'bridge' });
  const answering = (async () => {
    for await (const request of subscription) void answer(request, options, stopping.signal);
  })();
  answering.catch((error: unknown) => log.error({ err: error }, 'no longer asks the origin for the mirrors'));
  return {
    [Symbol.dispose]() {
      stopping.abort();
      subscription.unsubscribe();
    },
  };
}

/** Asks until the origin has agreed, for as long as the mirror waits. Then it is silent: a refusal would make the mirror wait for longer. */
async function answer(request: Msg, { nc, jsm, log }: MirrorResetsOptions, signal: AbortSignal): Promise<void> {
  const [stream = '', consumer = ''] = request.subject.split('.').slice(-2);
  const until = performance.now() + ANSWER_WITHIN_MS;
  let trouble: unknown;
  while (!signal.aborted && performance.now() < until) {
    try {
      const answered = await reset(stream, consumer, nc, jsm);
      request.respond(JSON.stringify(answered));
      log.info({ stream, from: answered.reset_seq }, 'the mirror goes on');
      return;
    } catch (error) {
      trouble = error;
    }
    await pause(RETRY_MS, signal);
  }
  if (!signal.aborted) log.info({ err: trouble, stream }, 'the origin did not answer; the mirror will ask again');
}

async function reset(stream: string, consumer: string, nc: NatsConnection, jsm: JetStreamManager) {
  const { state } = await jsm.streams.info(stream);
  const origin = await resetOriginConsumer(nc, stream, consumer, state.last_seq + 1);
  const before = { consumer_seq: 0, stream_seq: origin.reset_seq - 1 };
  return { ...origin, delivered: before, ack_floor: before };
}

/** Makes the origin send a stream from `seq` on. Throws when it does not agree in time. */
export async function resetOriginConsumer(nc: NatsConnection, stream: string, consumer: string, seq: number) {
  const message = await nc.request(`${ORIGIN_API}.CONSUMER.RESET.${stream}.${consumer}`, JSON.stringify({ seq }), {
    timeout: ORIGIN_WITHIN_MS,
    noMux: true,
    reply: `${RESET_ANSWERS}.${randomUUID()}`,
  });
  const agreed = answerSchema.parse(message.json());
  if (agreed.error !== undefined) throw new Error(`the origin refused: ${agreed.error.description}`);
  if (agreed.reset_seq === undefined) throw new Error('the origin did not say from where it sends');
  return { ...agreed, reset_seq: agreed.reset_seq };
}

import { randomUUID } from 'node:crypto';
import type { Copy } from '@quotebridge/bridges';
import { pause } from '@quotebridge/service-kit';
import type { Logger, Msg, NatsConnection } from '@quotebridge/service-kit';
import { z } from 'zod';
import { mirrorResets, ORIGIN_API, RESET_ANSWERS } from './plan.ts';
import type { PositionOf } from './source-position.ts';

/** A mirror waits 5 s for a response (nats-server 2.15.2), then asks again. In milliseconds. */
const ANSWER_WITHIN_MS = 4_500;
const ORIGIN_WITHIN_MS = 1_500;
const RETRY_MS = 100;

/** The part of `io.nats.jetstream.api.v1.consumer_reset_response` that is used. The rest is passed on unchanged. */
const answerSchema = z.looseObject({
  error: z.looseObject({ description: z.string(), err_code: z.number().optional() }).optional(),
  reset_seq: z.number().optional(),
  config: z.looseObject({ opt_start_seq: z.number().optional() }).optional(),
});

/** The error of a reset to a message before the one that the consumer begins at: https://github.com/nats-io/nats-server/blob/main/server/errors.json */
const INVALID_RESET = 10204;

export interface MirrorResetsOptions {
  /** The sites that the mirrors and sources join. */
  readonly link: Pick<Copy, 'from' | 'to'>;
  readonly nc: NatsConnection;
  /** What the site holds of a stream. */
  readonly positionOf: PositionOf;
  readonly log: Logger;
}

/**
 * Resets the origin's consumer on behalf of this site's mirrors, to the position that a mirror has reached. A mirror requests a reset whenever it starts
 * or has lost its origin. A stream with a source there does the same.
 *
 * They do not send that request to the origin themselves (nats-server 2.15.2, see docs/adr/0011):
 * - The origin would start after the last acknowledged message, not after the last one that the mirror holds.
 * - Its response contains the position it has sent up to by then; a mirror skips everything up to there, received or not.
 * - A request over a cut link gets no response, and delays the mirror by 5 s even if the link is restored meanwhile.
 */
export function answerMirrorResets(options: MirrorResetsOptions): Disposable {
  const { nc, log } = options;
  const stopping = new AbortController();
  const subscription = nc.subscribe(mirrorResets(options.link), { queue: 'bridge' });
  const answering = (async () => {
    for await (const request of subscription) void answer(request, options, stopping.signal);
  })();
  answering.catch((error: unknown) => log.error({ err: error }, 'stopped answering the reset requests of the mirrors'));
  return {
    [Symbol.dispose]() {
      stopping.abort();
      subscription.unsubscribe();
    },
  };
}

/** Retries until the origin has accepted, for as long as the mirror waits. After that it does not respond: an error would make the mirror wait longer. */
async function answer(request: Msg, { nc, positionOf, log }: MirrorResetsOptions, signal: AbortSignal): Promise<void> {
  const [stream = '', consumer = ''] = request.subject.split('.').slice(-2);
  const until = performance.now() + ANSWER_WITHIN_MS;
  let lastError: unknown;
  while (!signal.aborted && performance.now() < until) {
    try {
      const answered = await reset(stream, consumer, nc, positionOf);
      request.respond(JSON.stringify(answered));
      log.info({ stream, from: answered.reset_seq }, 'the mirror resumes');
      return;
    } catch (error) {
      lastError = error;
    }
    await pause(RETRY_MS, signal);
  }
  if (!signal.aborted) log.info({ err: lastError, stream }, 'the origin did not respond; the mirror will ask again');
}

async function reset(stream: string, consumer: string, nc: NatsConnection, positionOf: PositionOf) {
  const origin = await resetOriginConsumer(nc, stream, consumer, (await positionOf(stream)) + 1);
  const before = { consumer_seq: 0, stream_seq: origin.reset_seq - 1 };
  return { ...origin, delivered: before, ack_floor: before };
}

/** Makes the origin send a stream from `seq` on, or from where its consumer begins if that is later. Throws when it does not accept in time. */
export async function resetOriginConsumer(nc: NatsConnection, stream: string, consumer: string, seq: number) {
  try {
    return await requestReset(nc, stream, consumer, seq);
  } catch (error) {
    if (!(error instanceof BeforeStartError)) throw error;
    // To what it has acknowledged: the response has its configuration.
    const acknowledged = await requestReset(nc, stream, consumer, null);
    const first = acknowledged.config?.opt_start_seq;
    return first === undefined ? acknowledged : requestReset(nc, stream, consumer, Math.max(seq, first));
  }
}

class BeforeStartError extends Error {
  override readonly name = 'BeforeStartError';
}

async function requestReset(nc: NatsConnection, stream: string, consumer: string, seq: number | null) {
  const body = seq === null ? '' : JSON.stringify({ seq });
  const message = await nc.request(`${ORIGIN_API}.CONSUMER.RESET.${stream}.${consumer}`, body, {
    timeout: ORIGIN_WITHIN_MS,
    noMux: true,
    reply: `${RESET_ANSWERS}.${randomUUID()}`,
  });
  const agreed = answerSchema.parse(message.json());
  if (agreed.error?.err_code === INVALID_RESET) throw new BeforeStartError(agreed.error.description);
  if (agreed.error !== undefined) throw new Error(`the origin refused: ${agreed.error.description}`);
  if (agreed.reset_seq === undefined) throw new Error('the response of the origin has no reset_seq');
  return { ...agreed, reset_seq: agreed.reset_seq };
}

import type { JetStreamManager } from '@nats-io/jetstream';
import { PauseRefusedError, pausableBridge } from '@quotebridge/bridges';
import type { Declarations } from '@quotebridge/bridges';
import { bridgePauseRequestSchema } from '@quotebridge/contracts';
import type { BridgePauseAnswer } from '@quotebridge/contracts';
import { BRIDGE_PAUSE_SUBJECT } from '@quotebridge/contracts/wire';
import type { Logger, Msg, NatsConnection } from '@quotebridge/service-kit';
import { durableName } from './plan.ts';

/** The broker pauses a consumer up to a time, and keeps that time in the consumer's configuration. This one means until it is resumed. */
const UNTIL_RESUMED = new Date('2200-01-01T00:00:00Z');

export interface PausingOptions {
  readonly site: string;
  readonly declarations: Declarations;
  readonly nc: NatsConnection;
  readonly jsm: JetStreamManager;
  readonly log: Logger;
}

/**
 * Pauses and resumes the bridges that start from a site, as the operator requests. The broker stores the pause with the durable consumer of each copy:
 * it outlives restarts of brokers and services, and declaring the consumer again does not change it.
 */
export function answerPauses(options: PausingOptions): Disposable {
  const { nc, log } = options;
  const subscription = nc.subscribe(BRIDGE_PAUSE_SUBJECT, { queue: 'bridge' });
  const answering = (async () => {
    for await (const request of subscription) request.respond(JSON.stringify(await answer(request, options)));
  })();
  answering.catch((error: unknown) => log.error({ err: error }, 'stopped answering requests to pause bridges'));
  return { [Symbol.dispose]: () => subscription.unsubscribe() };
}

async function answer(request: Msg, { site, declarations, jsm, log }: PausingOptions): Promise<BridgePauseAnswer> {
  const parsed = bridgePauseRequestSchema.safeParse(parseJson(request.string()));
  if (!parsed.success)
    return { error: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') };
  const { bridge: name, paused } = parsed.data;
  try {
    const { stream, from, to } = pausableBridge(declarations, name);
    if (from !== site)
      return { error: `${name} starts from ${from}: its bridge service pauses it, not the one of ${site}` };
    for (const target of to) await setPaused(jsm, stream, target, paused);
    log.info({ bridge: name, stream, to }, paused ? 'paused the bridge' : 'resumed the bridge');
    return { stream, to: [...to] };
  } catch (error) {
    if (error instanceof PauseRefusedError) return { error: error.message };
    log.error({ err: error, bridge: name }, paused ? 'could not pause the bridge' : 'could not resume the bridge');
    return { error: String(error) };
  }
}

/** Throws the server's errors, with the site. */
async function setPaused(jsm: JetStreamManager, stream: string, to: string, paused: boolean): Promise<void> {
  const durable = durableName(to);
  try {
    if (paused) await jsm.consumers.pause(stream, durable, UNTIL_RESUMED);
    else await jsm.consumers.resume(stream, durable);
  } catch (cause) {
    throw new Error(`the consumer of ${to} was not ${paused ? 'paused' : 'resumed'}: ${String(cause)}`, { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

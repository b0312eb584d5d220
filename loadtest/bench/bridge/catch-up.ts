import { setTimeout as delay } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import type { Copy } from '../pipeline/sites.ts';
import { startLoad } from './run.ts';
import type { RunOptions } from './run.ts';

export interface CatchUpOptions extends Pick<RunOptions, 'perSecond' | 'sync' | 'warmUpMs'> {
  readonly title: string;
  readonly copy: Copy;
  readonly cutMs: number;
}

/** What the mirror did after the link was restored. */
export interface CatchUpResult {
  readonly way: string;
  readonly perSecond: number;
  /** Messages that it was behind at that moment. */
  readonly backlog: number;
  /** Until its first new message, and until it had all that the origin had, in milliseconds. */
  readonly firstAfterMs: number;
  readonly completeAfterMs: number;
  /** Messages a second between the two, as a multiple of what is published in a second. */
  readonly timesRealTime: number;
}

const POLL_MS = 5;
/** A mirror without a durable consumer has taken 36 s. In milliseconds. */
const WITHIN_MS = 120_000;

/** Cuts the link under load for a time, and watches the mirror catch up. Throws when it does not. */
export async function catchUp(options: CatchUpOptions): Promise<CatchUpResult> {
  const { title: way, perSecond, warmUpMs, cutMs } = options;
  await using stack = new AsyncDisposableStack();
  const { onprem, cloud, cable } = await startLoad(stack, options);
  const lastAt = async (urls: string) => {
    const nc = stack.adopt(await connect({ servers: urls.split(',') }), (open) => open.close());
    const { streams } = await jetstreamManager(nc, { checkAPI: false });
    return async () => (await streams.info(QUOTES_STREAM)).state.last_seq;
  };
  const [atOrigin, atMirror] = [await lastAt(onprem.urls), await lastAt(cloud.urls)];
  await delay(warmUpMs);
  cable.cut();
  await delay(cutMs);
  const [before, origin] = [await atMirror(), await atOrigin()];
  const restoredAt = performance.now();
  cable.restore();
  // The moment before the first progress: the catch-up began no sooner than that.
  let begun = { at: restoredAt, last: before };
  for (let isBegun = false; performance.now() - restoredAt < WITHIN_MS; await delay(POLL_MS)) {
    // The origin first: the mirror is complete when it has what the origin had before.
    const aim = await atOrigin();
    const last = await atMirror();
    const at = performance.now();
    if (!isBegun && last === before) begun = { at, last };
    else isBegun = true;
    if (last < aim || last < origin) continue;
    return {
      way,
      perSecond,
      backlog: origin - before,
      firstAfterMs: begun.at - restoredAt,
      completeAfterMs: at - restoredAt,
      timesRealTime: (last - begun.last) / ((at - begun.at) / 1_000) / perSecond,
    };
  }
  throw new Error(`${way} at ${perSecond} quotes/s did not catch up within ${WITHIN_MS / 1_000} s`);
}

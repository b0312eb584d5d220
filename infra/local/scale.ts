import type { Service } from './services.ts';

/** An instance that a demo can start and stop. */
export type ScalableService = Pick<
  Service,
  'name' | 'service' | 'site' | 'url' | 'isWanted' | 'ready' | 'restart' | 'stop'
>;

/** The demo has no such service at the site, or not as many instances of it. */
export class ScaleError extends Error {
  override readonly name = 'ScaleError';
}

/** How long an instance may take to end before it is killed, in milliseconds: its clients have to move first. */
const STOP_WITHIN_MS = 15_000;

export interface ScaleRequest {
  readonly site: string;
  readonly service: string;
  /** How many are to run. */
  readonly count: number;
}

/**
 * Runs the first `count` instances of a service at a site and stops the others. Resolves once those are ready and the others have ended. Throws
 * `ScaleError`, and `ServiceError` when an instance does not start.
 */
export async function scaleService(all: readonly ScalableService[], request: ScaleRequest): Promise<void> {
  const { site, service, count } = request;
  const instances = all.filter((one) => one.service === service && one.site === site);
  if (instances.length === 0) throw new ScaleError(`${service} cannot run at the site ${site}`);
  if (!Number.isInteger(count) || count < 0 || count > instances.length) {
    throw new ScaleError(`the demo has from 0 to ${instances.length} instances of ${service} at ${site}`);
  }
  await Promise.all(
    instances.map((instance, index) => {
      if (index >= count) return instance.stop(STOP_WITHIN_MS);
      return instance.isWanted ? instance.ready() : instance.restart();
    }),
  );
}

import type { PublicService } from '@quotebridge/contracts';
import type { Checks } from './checks.ts';
import type { FrontDoorMetrics } from './metrics.ts';
import type { Instance, Pool } from './pool.ts';

export interface Choice {
  /** Chosen only when there is no other. */
  readonly avoid?: Instance | undefined;
  /** Check readiness now: for connections that stay for long. */
  readonly confirmed?: boolean;
  /** The deadline, by `performance.now()`. */
  readonly deadline: number;
  /** Aborted when the client no longer waits. */
  readonly gone: AbortSignal;
}

/** Chooses an instance for a service, and waits for one when none is ready. */
export class Balancer {
  readonly #pool: Pool;
  readonly #checks: Pick<Checks, 'confirm' | 'failed'>;
  readonly #metrics: Pick<FrontDoorMetrics, 'failedOpen'>;

  constructor(pool: Pool, checks: Pick<Checks, 'confirm' | 'failed'>, metrics: Pick<FrontDoorMetrics, 'failedOpen'>) {
    this.#pool = pool;
    this.#checks = checks;
    this.#metrics = metrics;
  }

  /** `null` when there was none in time: each refused or is not ready. */
  async choose(service: PublicService, choice: Choice): Promise<Instance | null> {
    const instance = await this.#choose(service, choice);
    if (instance !== null && !this.#pool.isReady(instance)) this.#metrics.failedOpen(instance.site, service);
    return instance;
  }

  async #choose(
    service: PublicService,
    { avoid, confirmed = false, deadline, gone }: Choice,
  ): Promise<Instance | null> {
    for (;;) {
      const instance = this.#pool.pick(service, avoid);
      if (instance === null) {
        const left = deadline - performance.now();
        if (gone.aborted) return null;
        if (left <= 0) return this.#pool.pickUnknown(service, avoid);
        await this.#pool.nextChange(AbortSignal.any([gone, AbortSignal.timeout(Math.ceil(left))]));
      } else {
        if (!confirmed) return instance;
        await this.#checks.confirm(instance);
        if (this.#pool.isUsable(instance)) return instance;
      }
    }
  }

  /** Excludes an instance that accepted no connection, until a check finds it ready again. */
  failed(instance: Instance, reason: string): void {
    this.#checks.failed(instance, reason);
  }

  /** Whether another one is ready. */
  hasOther(service: PublicService, than: Instance): boolean {
    return this.#pool.hasOther(service, than);
  }

  whyNone(service: PublicService): string | null {
    return this.#pool.whyNone(service);
  }
}

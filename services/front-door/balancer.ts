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

  readonly #metrics: Pick<FrontDoorMetrics, 'lastResort'>;

  constructor(pool: Pool, checks: Pick<Checks, 'confirm' | 'failed'>, metrics: Pick<FrontDoorMetrics, 'lastResort'>) {
    this.#pool = pool;
    this.#checks = checks;
    this.#metrics = metrics;
  }

  /** When none is ready in time, one whose checks get no answer; `null` when there is none of these either. */
  async choose(service: PublicService, { avoid, confirmed = false, deadline, gone }: Choice): Promise<Instance | null> {
    for (;;) {
      const instance = this.#pool.pick(service, avoid);
      if (instance === null) {
        const left = deadline - performance.now();
        if (gone.aborted) return null;
        if (left <= 0) return this.#lastResort(service, avoid);
        await this.#pool.nextChange(AbortSignal.any([gone, AbortSignal.timeout(Math.ceil(left))]));
      } else {
        if (!confirmed) return instance;
        await this.#checks.confirm(instance);
        if (this.#pool.isReady(instance)) return instance;
      }
    }
  }

  #lastResort(service: PublicService, avoid: Instance | undefined): Instance | null {
    const instance = this.#pool.lastResort(service, avoid);
    if (instance !== null) this.#metrics.lastResort(instance.site, service);
    return instance;
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

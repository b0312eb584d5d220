import { PUBLIC_SERVICES } from '@quotebridge/contracts';
import type { PublicService } from '@quotebridge/contracts';
import type { Weights } from './weights.ts';
import { WeightedTurns } from './weights.ts';

/** One address of a service at a site. */
export interface Instance {
  readonly site: string;
  readonly service: PublicService;
  readonly url: URL;
}

const NOT_CHECKED = 'not checked yet';
/** Why an instance is not used whose check got no answer in time. It may be hung, or only slow. */
export const NO_ANSWER = 'does not answer';

/**
 * Chooses the instance for the next request or WebSocket: sites by weight, the instances of a site in turn, and only ready ones. When a
 * site has no ready instance of a service, the other sites with a weight take its share. A site with weight 0 never gets traffic.
 */
export class Pool {
  readonly instances: readonly Instance[];
  #weights: Weights;
  /** Why an instance is not used; `null` when it is ready. */
  readonly #reasons: Map<Instance, string | null>;
  readonly #turns: Readonly<Record<PublicService, WeightedTurns>> = {
    api: new WeightedTurns(),
    gateway: new WeightedTurns(),
  };
  /** How often the instances of a service at a site were chosen. */
  readonly #rounds = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  constructor(instances: readonly Instance[], weights: Weights) {
    this.instances = instances;
    this.#weights = weights;
    this.#reasons = new Map(instances.map((instance) => [instance, NOT_CHECKED]));
  }

  get weights(): Weights {
    return this.#weights;
  }

  /** Takes effect with the next choice. */
  setWeights(weights: Weights): void {
    this.#weights = weights;
    for (const service of PUBLIC_SERVICES) this.#turns[service].reset();
    this.#notify();
  }

  /** `null` when it is ready, otherwise why not. Returns whether the state changed. */
  mark(instance: Instance, reason: string | null): boolean {
    const changed = this.#reasons.get(instance) !== reason;
    this.#reasons.set(instance, reason);
    if (changed) this.#notify();
    return changed;
  }

  isReady(instance: Instance): boolean {
    return this.#reasons.get(instance) === null;
  }

  hasReady(service: PublicService, site: string): boolean {
    return this.#of(service, site).some((instance) => this.isReady(instance));
  }

  /** The next instance. `avoid` is chosen only when there is no other. `null` when none is ready. */
  pick(service: PublicService, avoid?: Instance): Instance | null {
    const usable = (site: string, withAvoided: boolean) =>
      this.#of(service, site).filter((instance) => this.isReady(instance) && (withAvoided || instance !== avoid));
    for (const withAvoided of [false, true]) {
      const candidates = [...this.#weights[service]].filter(
        ([site, weight]) => weight > 0 && usable(site, withAvoided).length > 0,
      );
      const site = this.#turns[service].next(new Map(candidates));
      if (site !== null) return this.#nextOf(`${service} ${site}`, usable(site, withAvoided));
    }
    return null;
  }

  /**
   * An instance at a site with a weight whose check got no answer in time: on a busy machine it may still answer a request. Instances that refused a
   * connection or are not ready are never chosen. `null` when there is none, or when another is ready.
   */
  lastResort(service: PublicService, avoid?: Instance): Instance | null {
    const weighted = this.#weighted(service);
    if (weighted.some((instance) => this.isReady(instance))) return null;
    const silent = weighted.filter((one) => one !== avoid && this.#reasons.get(one) === NO_ANSWER);
    return silent.length === 0 ? null : this.#nextOf(`${service} last resort`, silent);
  }

  /** Whether another instance of the service is ready at a site with a weight. */
  hasOther(service: PublicService, than: Instance): boolean {
    return this.#weighted(service).some((instance) => instance !== than && this.isReady(instance));
  }

  /** `null` when requests for every service can be forwarded; otherwise why not, by instance. */
  whyNotReady(): string | null {
    const reasons = PUBLIC_SERVICES.map((service) => this.whyNone(service)).filter((reason) => reason !== null);
    return reasons.length === 0 ? null : reasons.join('; ');
  }

  /** `null` when requests for a service can be forwarded; otherwise why not. */
  whyNone(service: PublicService): string | null {
    const weighted = this.#weighted(service);
    if (weighted.some((instance) => this.isReady(instance))) return null;
    const reasons = weighted.map((instance) => `${service} at ${instance.site}: ${this.#reasons.get(instance)}`);
    return reasons.length === 0 ? `${service}: no site with a weight has one` : reasons.join('; ');
  }

  /** Resolves when the weights or the state of an instance change, or the signal is aborted. */
  nextChange(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      if (signal.aborted) {
        resolve();
        return;
      }
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }

  #weighted(service: PublicService): readonly Instance[] {
    return this.instances.filter(
      (instance) => instance.service === service && (this.#weights[service].get(instance.site) ?? 0) > 0,
    );
  }

  #of(service: PublicService, site: string): readonly Instance[] {
    return this.instances.filter((instance) => instance.service === service && instance.site === site);
  }

  #nextOf(key: string, instances: readonly Instance[]): Instance | null {
    const round = this.#rounds.get(key) ?? 0;
    this.#rounds.set(key, round + 1);
    return instances[round % instances.length] ?? null;
  }

  #notify(): void {
    for (const done of this.#waiting) done();
  }
}

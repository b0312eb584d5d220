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
/** Why an instance is not ready whose check timed out. It may be hung, or only slow. */
export const NO_ANSWER = 'does not answer';

interface State {
  /** Why it is not ready; `null` when it is. */
  readonly reason: string | null;
  /** Whether the last check that did not time out found it ready; `null` before there was one. */
  readonly wasReady: boolean | null;
}

/**
 * Chooses the instance for the next request or WebSocket: sites by weight, the instances of a site in turn, and only ready ones. When a
 * site has no ready instance of a service, the other sites with a weight take its share. A site with weight 0 never gets traffic.
 *
 * When no instance of a service is ready, it fails open: instances that were ready until their checks timed out keep their share. On a machine that is too
 * busy to answer checks in time, they still answer requests. An instance that refused a connection or reported that it is not ready gets nothing.
 */
export class Pool {
  readonly instances: readonly Instance[];
  #weights: Weights;
  readonly #states: Map<Instance, State>;
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
    this.#states = new Map(instances.map((instance) => [instance, { reason: NOT_CHECKED, wasReady: null }]));
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
    const before = this.#states.get(instance);
    const changed = before?.reason !== reason;
    const wasReady = reason === NO_ANSWER ? (before?.wasReady ?? null) : reason === null;
    this.#states.set(instance, { reason, wasReady });
    if (changed) this.#notify();
    return changed;
  }

  isReady(instance: Instance): boolean {
    return this.#states.get(instance)?.reason === null;
  }

  /** Whether it may get a request now: it is ready, or its service fails open and its checks only timed out. */
  isUsable(instance: Instance): boolean {
    return this.isReady(instance) || (this.#timedOut(instance) && this.failsOpen(instance.service));
  }

  /** Whether no instance of a service is ready at a site with a weight, and requests go to those that were ready until their checks timed out. */
  failsOpen(service: PublicService): boolean {
    const weighted = this.#weighted(service);
    return !weighted.some((one) => this.isReady(one)) && weighted.some((one) => this.#timedOut(one));
  }

  hasReady(service: PublicService, site: string): boolean {
    return this.#of(service, site).some((instance) => this.isReady(instance));
  }

  /** The next instance. `avoid` is chosen only when there is no other. `null` when none is ready and the service does not fail open. */
  pick(service: PublicService, avoid?: Instance): Instance | null {
    return this.#choose(service, avoid, (one) => this.isUsable(one));
  }

  /**
   * For requests that have waited long enough: includes instances that have not answered a check so far, which may be stopped as well as slow. `null` when
   * there is none.
   */
  pickUnknown(service: PublicService, avoid?: Instance): Instance | null {
    return this.#choose(service, avoid, (one) => {
      const state = this.#states.get(one);
      return state?.reason === NO_ANSWER && state.wasReady !== false;
    });
  }

  /** Whether another instance of the service is ready at a site with a weight. */
  hasOther(service: PublicService, than: Instance): boolean {
    return this.#weighted(service).some((instance) => instance !== than && this.isReady(instance));
  }

  /** `null` when requests for every service can be forwarded; otherwise why not, by instance. */
  whyNotReady(): string | null {
    return this.#whyNone(PUBLIC_SERVICES.filter((service) => !this.failsOpen(service)));
  }

  /** `null` when no service fails open; otherwise why, by instance. */
  whyOpen(): string | null {
    return this.#whyNone(PUBLIC_SERVICES.filter((service) => this.failsOpen(service)));
  }

  /** `null` when a service has a ready instance; otherwise why not, by instance. */
  whyNone(service: PublicService): string | null {
    const weighted = this.#weighted(service);
    if (weighted.some((instance) => this.isReady(instance))) return null;
    const reasons = weighted.map((instance) => `${service} at ${instance.site}: ${this.#states.get(instance)?.reason}`);
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

  #whyNone(services: readonly PublicService[]): string | null {
    const reasons = services.map((service) => this.whyNone(service)).filter((reason) => reason !== null);
    return reasons.length === 0 ? null : reasons.join('; ');
  }

  #choose(
    service: PublicService,
    avoid: Instance | undefined,
    isCandidate: (instance: Instance) => boolean,
  ): Instance | null {
    const instances = this.#weighted(service).filter(isCandidate);
    const others = instances.filter((instance) => instance !== avoid);
    const candidates = others.length > 0 ? others : instances;
    const has = (site: string) => candidates.some((instance) => instance.site === site);
    const site = this.#turns[service].next(new Map([...this.#weights[service]].filter(([name]) => has(name))));
    if (site === null) return null;
    return this.#nextOf(
      `${service} ${site}`,
      candidates.filter((instance) => instance.site === site),
    );
  }

  #timedOut(instance: Instance): boolean {
    const state = this.#states.get(instance);
    return state?.reason === NO_ANSWER && state.wasReady === true;
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

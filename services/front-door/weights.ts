import { PUBLIC_SERVICES } from '@quotebridge/contracts';
import type { FrontDoorWeights, PublicService } from '@quotebridge/contracts';

/** Each site's share of a service's traffic, relative to the others. */
export type Weights = Readonly<Record<PublicService, ReadonlyMap<string, number>>>;

/**
 * Resolves `given` for these sites: a site that it does not list gets nothing, and unknown sites are ignored. Returns `null` when a
 * service would be left without any site, which cannot be intended.
 */
export function weightsOf(given: FrontDoorWeights, sites: readonly string[]): Weights | null {
  const of = (service: PublicService) =>
    new Map(
      sites.map((site) => {
        const weight = given[site] ?? 0;
        return [site, typeof weight === 'number' ? weight : weight[service]];
      }),
    );
  const weights = { api: of('api'), gateway: of('gateway') };
  const isUsable = PUBLIC_SERVICES.every((service) => [...weights[service].values()].some((weight) => weight > 0));
  return isUsable ? weights : null;
}

/**
 * Smooth weighted round robin: of any `n` consecutive turns a site gets its share of `n`, to within one per site.
 */
export class WeightedTurns {
  readonly #credit = new Map<string, number>();

  /** The next site, among sites with a weight above 0. */
  next(candidates: ReadonlyMap<string, number>): string | null {
    let chosen: string | null = null;
    let most = -Infinity;
    let total = 0;
    for (const [site, weight] of candidates) {
      const credit = (this.#credit.get(site) ?? 0) + weight;
      this.#credit.set(site, credit);
      total += weight;
      if (credit > most) [chosen, most] = [site, credit];
    }
    if (chosen !== null) this.#credit.set(chosen, most - total);
    return chosen;
  }

  /** Starts over, as after a change of weights. */
  reset(): void {
    this.#credit.clear();
  }
}

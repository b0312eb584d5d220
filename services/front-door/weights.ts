import { PUBLIC_SERVICES } from '@quotebridge/contracts';
import type { FrontDoorWeights, PublicService } from '@quotebridge/contracts';

/** How much of a service's traffic each site gets, beside the others. */
export type Weights = Readonly<Record<PublicService, ReadonlyMap<string, number>>>;

/**
 * What `given` means for these sites: one that it does not name gets nothing, and names of other sites are passed over. Answers `null` when a
 * service would be left without any site: nobody can mean that.
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
 * Shares turns out by weight, spread evenly (smooth weighted round robin): of any `n` turns in a row a site gets its share of `n`, to within one per site.
 */
export class WeightedTurns {
  readonly #credit = new Map<string, number>();

  /** Whose turn it is among sites with a weight above 0. */
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

  /** Begins anew, as after a change of weights. */
  reset(): void {
    this.#credit.clear();
  }
}

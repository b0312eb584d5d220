import { PUBLIC_SERVICES } from '@quotebridge/contracts';
import type { FrontDoorWeights, PublicService } from '@quotebridge/contracts';
import type { MigrationRequest } from './migration.ts';

const ALL = 100;

/** The weight of a service at a site; 0 for a site that is not listed. */
export function weightOf(weights: FrontDoorWeights, site: string, service: PublicService): number {
  const weight = weights[site] ?? 0;
  return typeof weight === 'number' ? weight : weight[service];
}

/**
 * The weights with `percent` of the moved services' traffic at the target and the rest at the source. A service that has more than that at the target
 * already keeps its share: a shift never takes traffic away from the target. Other sites and services keep theirs.
 */
export function shifted(
  before: FrontDoorWeights,
  { services, from, to }: Pick<MigrationRequest, 'services' | 'from' | 'to'>,
  percent: number,
): FrontDoorWeights {
  const shareOf = (service: PublicService) => {
    const [source, target] = [weightOf(before, from, service), weightOf(before, to, service)];
    return target === 0 ? percent : Math.max(percent, Math.round((ALL * target) / (source + target)));
  };
  const at = (site: string, share: (service: PublicService) => number) => {
    const weight = (service: PublicService) =>
      services.includes(service) ? share(service) : weightOf(before, site, service);
    return { api: weight('api'), gateway: weight('gateway') };
  };
  return { ...before, [from]: at(from, (service) => ALL - shareOf(service)), [to]: at(to, shareOf) };
}

/** Whether two settings give every service of these sites the same weight. */
export function sameWeights(a: FrontDoorWeights, b: FrontDoorWeights): boolean {
  const sites = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...sites].every((site) =>
    PUBLIC_SERVICES.every((service) => weightOf(a, site, service) === weightOf(b, site, service)),
  );
}

/** Such as `api onprem 90 cloud 10, gateway onprem 90 cloud 10`. */
export function weightsText(weights: FrontDoorWeights): string {
  return PUBLIC_SERVICES.map((service) => {
    const shares = Object.keys(weights).map((site) => `${site} ${weightOf(weights, site, service)}`);
    return `${service} ${shares.join(' ')}`;
  }).join(', ');
}

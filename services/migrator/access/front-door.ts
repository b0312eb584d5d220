import { PUBLIC_SERVICES } from '@quotebridge/contracts';
import type { FrontDoorWeights, PublicService } from '@quotebridge/contracts';
import { weightOf } from '../core/weights.ts';
import { readMetrics } from './metrics.ts';
import type { MetricSample } from './metrics.ts';

/** The weights that the front door acts upon. Throws when it does not answer. */
export async function activeWeights(url: string): Promise<FrontDoorWeights> {
  const weights: Record<string, Record<PublicService, number>> = {};
  for (const { name, labels, value } of await readMetrics(url)) {
    const service = PUBLIC_SERVICES.find((known) => known === labels['upstream']);
    // The default label `site` of this service is `public`; the gauge's own replaces it.
    const site = labels['site'];
    if (name !== 'front_door_weight' || service === undefined || site === undefined) continue;
    weights[site] = { ...(weights[site] ?? { api: 0, gateway: 0 }), [service]: value };
  }
  return weights;
}

/** Whether every site that the front door knows has its weight of these. */
export function follows(active: FrontDoorWeights, wanted: FrontDoorWeights): boolean {
  const sites = Object.keys(active);
  return (
    sites.length > 0 &&
    sites.every((site) =>
      PUBLIC_SERVICES.every((service) => weightOf(active, site, service) === weightOf(wanted, site, service)),
    )
  );
}

/** The requests answered, by `site|ok` and `site|failed`: an answer from 500 on is a failure. */
export function requestCounters(samples: readonly MetricSample[]): Map<string, number> {
  const counters = new Map<string, number>();
  for (const { name, labels, value } of samples) {
    if (name !== 'front_door_requests_total') continue;
    const key = `${labels['site'] ?? 'none'}|${Number(labels['code']) >= 500 ? 'failed' : 'ok'}`;
    counters.set(key, (counters.get(key) ?? 0) + value);
  }
  return counters;
}

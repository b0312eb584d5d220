import { PUBLIC_SERVICES } from '@quotebridge/contracts';
import type { PublicService } from '@quotebridge/contracts';
import { Counter, Gauge } from '@quotebridge/service-kit';
import type { Registry } from '@quotebridge/service-kit';
import type { Pool } from './pool.ts';

export interface FrontDoorMetrics {
  /** `site` is `none` when no upstream answered and the front door refused. */
  answered(site: string, upstream: PublicService, code: number): void;
  /** An upstream failed and the request was retried. */
  retried(site: string, upstream: PublicService): void;
  /** None was ready, and one was chosen whose checks timed out. */
  failedOpen(site: string, upstream: PublicService): void;
}

export function createFrontDoorMetrics(registry: Registry, pool: Pool): FrontDoorMetrics {
  const registers = [registry];
  const requests = new Counter({
    name: 'front_door_requests_total',
    help: 'Requests and WebSockets, by the site that answered and the status',
    labelNames: ['site', 'upstream', 'code'],
    registers,
  });
  const retries = new Counter({
    name: 'front_door_retries_total',
    help: 'Retries of requests and WebSockets, by the site that failed',
    labelNames: ['site', 'upstream'],
    registers,
  });
  const failedOpen = new Counter({
    name: 'front_door_failed_open_total',
    help: 'Requests and WebSockets sent to an instance whose checks timed out, because none was ready',
    labelNames: ['site', 'upstream'],
    registers,
  });
  const each = (set: (site: string, upstream: PublicService) => void) => {
    for (const upstream of PUBLIC_SERVICES) for (const site of pool.weights[upstream].keys()) set(site, upstream);
  };
  new Gauge({
    name: 'front_door_weight',
    help: "A site's share of new requests or WebSockets, relative to the other sites'",
    labelNames: ['site', 'upstream'],
    registers,
    collect() {
      each((site, upstream) => this.set({ site, upstream }, pool.weights[upstream].get(site) ?? 0));
    },
  });
  new Gauge({
    name: 'front_door_site_up',
    help: '1 when an instance of the service is ready at the site',
    labelNames: ['site', 'upstream'],
    registers,
    collect() {
      each((site, upstream) => this.set({ site, upstream }, pool.hasReady(upstream, site) ? 1 : 0));
    },
  });
  new Gauge({
    name: 'front_door_failing_open',
    help: '1 while no instance of the service is ready and requests go to those whose checks timed out',
    labelNames: ['upstream'],
    registers,
    collect() {
      for (const upstream of PUBLIC_SERVICES) this.set({ upstream }, pool.failsOpen(upstream) ? 1 : 0);
    },
  });
  return {
    answered: (site, upstream, code) => requests.inc({ site, upstream, code }),
    retried: (site, upstream) => retries.inc({ site, upstream }),
    failedOpen: (site, upstream) => failedOpen.inc({ site, upstream }),
  };
}

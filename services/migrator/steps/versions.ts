import { CONTRACTS_VERSION } from '@quotebridge/contracts';
import type { SiteDriver } from '../driver.ts';
import { readMetrics } from '../access/metrics.ts';
import { MigrateError } from '../store/errors.ts';

/**
 * Refuses services of a site that use another version of the contracts than this tool: their clients may not understand them. Those that do not
 * run are not asked. Throws `MigrateError`.
 */
export async function checkVersions(driver: SiteDriver, site: string, services: readonly string[]): Promise<void> {
  for (const service of services) {
    const { ready } = await driver.instances(site, service);
    if (ready === 0) continue;
    for (const url of await driver.urls(site, service)) {
      const samples = await readMetrics(url).catch(() => null);
      if (samples === null) continue;
      const version = samples.find(({ name }) => name === 'service_info')?.labels['contracts'] ?? 'unknown';
      if (version === CONTRACTS_VERSION) continue;
      throw new MigrateError(
        `${service} at ${site} has version ${version} of the contracts, this tool ${CONTRACTS_VERSION}: update it first`,
      );
    }
  }
}

import { PUBLIC_SERVICES } from '@quotebridge/contracts/wire';
import type { SiteDriver } from '@quotebridge/migrator/driver';

const SITES = ['onprem', 'cloud'];

export const ALL_ONPREM = 'api onprem 100, gateway onprem 100';
export const ALL_CLOUD = 'api cloud 100, gateway cloud 100';

/** Such as `onprem api 1, onprem gateway 1, cloud api 0, cloud gateway 0`: the instances that are ready. */
export async function readyInstances(driver: SiteDriver): Promise<string> {
  const parts: string[] = [];
  for (const site of SITES) {
    for (const service of PUBLIC_SERVICES) {
      parts.push(`${site} ${service} ${(await driver.instances(site, service)).ready}`);
    }
  }
  return parts.join(', ');
}

/** What `readyInstances` answers when each site has as many of each service. */
export function instancesText(counts: { readonly onprem: number; readonly cloud: number }): string {
  const parts = Object.entries(counts).flatMap(([site, count]) =>
    PUBLIC_SERVICES.map((service) => `${site} ${service} ${count}`),
  );
  return parts.join(', ');
}

/** The sites that new requests and connections go to by the front door's weights. */
export async function activeWeights(url: string): Promise<string> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return [...text.matchAll(/^front_door_weight\{site="(\w+)",upstream="(\w+)".*\} (\d+)$/gm)]
    .filter(([, , , weight]) => weight !== '0')
    .map(([, site, upstream, weight]) => `${upstream} ${site} ${weight}`)
    .toSorted()
    .join(', ');
}

import type { Way } from '@quotebridge/migrator';
import { DriverError, type SiteDriver } from '../drivers/driver.ts';
import { localDriver } from '../drivers/local.ts';

/** The driver of a way of running; `null`: the demo on this machine if it answers. Throws `DriverError`. */
export async function openDriver(way: Way | null, dataDir: string): Promise<SiteDriver> {
  if (way !== null && way !== 'local') throw new DriverError(`there is no driver for ${way} yet`);
  return localDriver(dataDir);
}

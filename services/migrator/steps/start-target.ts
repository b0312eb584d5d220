import { readMetrics, valueOf } from '../access/metrics.ts';
import { countClients } from '../access/gateways.ts';
import { MigrateError } from '../store/errors.ts';
import type { StepContext } from './context.ts';
import { instancesBefore } from './instances.ts';
import { checkVersions } from './versions.ts';

/** Starts the services at the target, as many as at the source, and checks their version and their room. Throws `MigrateError` and `DriverError`. */
export async function startTarget({ driver, migration, note, signal }: StepContext): Promise<null> {
  const { services, from, to } = migration.request;
  for (const service of services) {
    const wanted = Math.max(instancesBefore(migration, from, service), instancesBefore(migration, to, service));
    await driver.scale(to, service, wanted, signal);
    note('note', `${wanted} ${service} ready at ${to}`);
  }
  await checkVersions(driver, to, services);
  if (services.includes('gateway')) {
    const { clients } = await countClients(await driver.urls(from, 'gateway'));
    const room = await roomOf(await driver.urls(to, 'gateway'));
    if (room < clients) {
      throw new MigrateError(`the gateways at ${to} have room for ${room} clients, those at ${from} have ${clients}`);
    }
  }
  return null;
}

async function roomOf(urls: readonly string[]): Promise<number> {
  let room = 0;
  for (const url of urls) {
    const samples = await readMetrics(url);
    room += (valueOf(samples, 'gateway_max_clients') ?? 0) - (valueOf(samples, 'gateway_clients') ?? 0);
  }
  return room;
}

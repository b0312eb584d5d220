import type { SiteDriver } from '../driver.ts';
import { connectNats, createLogger } from '@quotebridge/service-kit';
import type { NatsConnection } from '@quotebridge/service-kit';
import { MigrateError } from '../store/errors.ts';
import { Records } from '../store/records.ts';

/** How long the brokers of the site with the state may be away in the middle of a migration, in milliseconds. */
const PATIENCE_MS = 60_000;

/** The connections of one command. */
export interface Session extends AsyncDisposable {
  readonly driver: SiteDriver;
  readonly records: Records;
  readonly frontDoor: string;
  readonly brokersOf: (site: string) => Promise<NatsConnection>;
}

/** `home`: the site whose brokers keep the buckets. The session owns the driver. Throws `MigrateError` when it cannot be reached. */
export async function openSession(driver: SiteDriver, home: string): Promise<Session> {
  await using stack = new AsyncDisposableStack();
  stack.use(driver);
  const log = createLogger('migrator', 'silent');
  const connections = new Map<string, Promise<NatsConnection>>();
  const connect = async (site: string) => {
    const { servers, user, password } = await driver.brokers(site);
    return connectNats({
      servers,
      user,
      password,
      name: 'migrator',
      waitForBroker: false,
      ignoreClusterUpdates: true,
      log,
    });
  };
  const brokersOf = (site: string) => {
    const known = connections.get(site);
    if (known !== undefined) return known;
    const connecting = connect(site).catch((error: unknown) => {
      connections.delete(site);
      const why = error instanceof Error ? error.message : String(error);
      throw new MigrateError(`the brokers of ${site} do not answer: ${why}`, { cause: error });
    });
    connections.set(site, connecting);
    return connecting;
  };
  // Connections are made later as well: those that there are at the end are closed.
  stack.defer(async () => {
    const made = await Promise.allSettled(connections.values());
    await Promise.all(made.flatMap((one) => (one.status === 'fulfilled' ? [one.value.close()] : [])));
  });
  const records = await Records.open(await brokersOf(home), PATIENCE_MS);
  const [frontDoor] = await driver.urls('public', 'front-door');
  if (frontDoor === undefined) throw new MigrateError('there is no front door');
  const owned = stack.move();
  return { driver, records, frontDoor, brokersOf, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

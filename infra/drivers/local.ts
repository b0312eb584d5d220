import { controlDemo, NoDemoError, NoProcessError, type DemoAction, type DemoInstance } from '../local/control.ts';
import { loadCredentials } from '../local/credentials.ts';
import { DriverError, type SiteDriver } from '@quotebridge/migrator/driver';
import { countReady } from './ready.ts';

/** Runs services at the sites of the demo that `npm start` has started with a data directory. */
export function localDriver(dataDir: string): SiteDriver {
  const ask = async (action: DemoAction, signal?: AbortSignal) => {
    try {
      return await controlDemo(dataDir, action, signal);
    } catch (error) {
      if (error instanceof NoDemoError || error instanceof NoProcessError) {
        throw new DriverError(error.message, { cause: error });
      }
      throw error;
    }
  };
  const wanted = async (site: string, service: string): Promise<readonly DemoInstance[]> => {
    const { instances } = await ask('status');
    return instances.filter((one) => (one.site ?? 'public') === site && one.service === service && one.isWanted);
  };
  const urls = async (site: string, service: string) => (await wanted(site, service)).map(({ url }) => url);
  return {
    way: 'local',
    urls,
    async instances(site, service) {
      const all = await urls(site, service);
      return { wanted: all.length, ready: await countReady(all) };
    },
    async scale(site, service, instances, signal) {
      signal.throwIfAborted();
      await ask(`scale/${site}/${service}/${instances}`, signal);
    },
    async brokers(site, user = 'migrator') {
      const { brokerUrls } = await ask('status');
      const servers = brokerUrls[site];
      if (servers === undefined) throw new DriverError(`the demo has no site ${site}`);
      const credentials = await loadCredentials(dataDir);
      return { servers: [...servers], user, password: credentials.passwordOf(site, user) };
    },
    async [Symbol.asyncDispose]() {},
  };
}

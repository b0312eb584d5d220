import { parseEnv, serviceSettings, setting, siteSettings } from '@quotebridge/service-kit';
import { bridgesFileSetting } from './bridges-file.ts';
import { bucketsSetting } from './buckets.ts';

/** In MiB. */
export const DEFAULT_QUOTES_MAX = 1_024;

const settings = {
  ...serviceSettings,
  ...siteSettings,
  /** The file with the declared bridges. */
  BRIDGES_FILE: bridgesFileSetting,
  /** The key-value buckets of every site. */
  BUCKETS: bucketsSetting,
  /** Copies of each stream: the number of brokers at the site. */
  REPLICAS: setting.choice('1', '3').default('1').transform(Number),
  /** How much the stream of quotes may hold, in MiB. At the origin it bounds the outage that a mirror survives. */
  QUOTES_MAX_MIB: setting.integer(16, 1_048_576).default(DEFAULT_QUOTES_MAX),
};

export type BridgeConfig = ReturnType<typeof readConfig>;

/** Throws `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  return parseEnv(settings, env);
}

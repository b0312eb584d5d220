import { parseEnv, serviceSettings, setting, siteSettings } from '@quotebridge/service-kit';

const settings = {
  ...serviceSettings,
  ...siteSettings,
  /** Copies of its saved state: the number of brokers at the site. */
  REPLICAS: setting.choice('1', '3').default('1').transform(Number),
  /** How often it saves its state, in milliseconds: what it read since is read again after a crash. */
  SAVE_EVERY_MS: setting.integer(100, 600_000).default(5_000),
};

export type AuditorConfig = ReturnType<typeof readConfig>;

/** Throws `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  return parseEnv(settings, env);
}

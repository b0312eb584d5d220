import { parseEnv, serviceSettings, setting, siteSettings } from '@quotebridge/service-kit';

const settings = {
  ...serviceSettings,
  ...siteSettings,
  /** Quotes a second of each instrument. */
  VENUE_RATE: setting.number(0.1, 100).default(1),
};

export type VenueConfig = ReturnType<typeof readConfig>;

/** Throws `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  return parseEnv(settings, env);
}

import { parseEnv, serviceSettings, setting, siteSettings } from '@quotebridge/service-kit';

const settings = {
  ...serviceSettings,
  ...siteSettings,
  /** A file of reference data, one JSON object a line (docs/refdata.md). Without one they are invented for the site's instruments. */
  REFDATA_FILE: setting.text('a file').optional(),
};

export type RefdataConfig = ReturnType<typeof readConfig>;

/** Throws `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  return parseEnv(settings, env);
}

import { parseEnv, serviceSettings, setting, siteSettings } from '@quotebridge/runtime';

const settings = {
  ...serviceSettings,
  ...siteSettings,
  /** Hold a core subscription next to the stream: fresh through elections, at twice the bytes. */
  FRESH: setting.toggle().default(false),
  /** The most symbols that one request may name. */
  MAX_SYMBOLS: setting.integer(1, 5_000).default(500),
  /** How long it goes on answering after it said that it is not ready, in milliseconds. */
  DRAIN_MS: setting.integer(0, 60_000).default(0),
};

export type ApiConfig = ReturnType<typeof parseConfig>;

/** Throws `ConfigError`. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  return parseEnv(settings, env);
}

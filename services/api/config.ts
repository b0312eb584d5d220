import { parseEnv, publicSettings, serviceSettings, setting, siteSettings } from '@quotebridge/service-kit';

const ORIGINS = 'none, *, or a comma-separated list of origins such as https://example.com';

const settings = {
  ...serviceSettings,
  ...siteSettings,
  ...publicSettings,
  /** Hold a core subscription next to the stream: fresh through elections, at twice the bytes. */
  FRESH: setting.toggle().default(false),
  /** The most symbols that one request may name. */
  MAX_SYMBOLS: setting.integer(1, 5_000).default(500),
  /** Origins of web pages that may read the answers. */
  CORS_ORIGINS: setting
    .text(ORIGINS)
    .regex(/^(none|\*|https?:\/\/[^,\s/]+(,https?:\/\/[^,\s/]+)*)$/, `must be ${ORIGINS}`)
    .default('none')
    .transform((list) => (list === 'none' ? [] : list.split(','))),
  /** Requests that a client may make in 10 seconds; 0 is any number. */
  RATE_LIMIT: setting.integer(0, 1_000_000).default(2_000),
  /** The most event streams at a time. */
  MAX_STREAMS: setting.integer(1, 100_000).default(1_000),
  /** The most series of candles that are kept, of 1,000 candles at most each. */
  CANDLE_SERIES: setting.integer(1, 10_000).default(200),
  /** How long it goes on answering after it said that it is not ready, in milliseconds. */
  DRAIN_MS: setting.integer(0, 60_000).default(0),
};

export type ApiConfig = ReturnType<typeof readConfig>;

/** Throws `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  return parseEnv(settings, env);
}

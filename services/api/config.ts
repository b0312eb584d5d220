import { parseEnv, publicSettings, serviceSettings, setting, siteSettings } from '@quotebridge/service-kit';

const ORIGINS = 'none, *, or a comma-separated list of origins such as https://example.com';

const settings = {
  ...serviceSettings,
  ...siteSettings,
  ...publicSettings,
  /** Hold a core subscription besides the stream: fresh during elections, at twice the traffic. */
  FRESH: setting.toggle().default(false),
  /** The most symbols that one request may name. */
  MAX_SYMBOLS: setting.integer(1, 5_000).default(500),
  /** Origins of web pages that may read the responses. */
  CORS_ORIGINS: setting
    .text(ORIGINS)
    .regex(/^(none|\*|https?:\/\/[^,\s/]+(,https?:\/\/[^,\s/]+)*)$/, `must be ${ORIGINS}`)
    .default('none')
    .transform((list) => (list === 'none' ? [] : list.split(','))),
  /** Requests that a client may make in 10 seconds; 0 is unlimited. */
  RATE_LIMIT: setting.integer(0, 1_000_000).default(2_000),
  /** The most event streams at a time. */
  MAX_STREAMS: setting.integer(1, 100_000).default(1_000),
  /** Maximum number of cached candle series, of at most 1,000 candles each. */
  CANDLE_SERIES: setting.integer(1, 10_000).default(200),
  /** How long the reference data may take to reply, in milliseconds. Then the last copy is served, or 503. */
  DETAILS_TIMEOUT_MS: setting.integer(10, 10_000).default(200),
  /** How long it keeps serving after it has become unready, in milliseconds. */
  DRAIN_MS: setting.integer(0, 60_000).default(0),
};

export type ApiConfig = ReturnType<typeof readConfig>;

/** Throws `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  return parseEnv(settings, env);
}

import { MAX_SYMBOLS_PER_SUBSCRIBE } from '@quotebridge/contracts';
import { parseEnv, serviceSettings, setting, siteSettings } from '@quotebridge/runtime';

const settings = {
  ...serviceSettings,
  ...siteSettings,
  /** Hold a core subscription next to the stream: fresh through elections, at twice the bytes. */
  FRESH: setting.toggle().default(false),
  /** The least time between two packets of quotes to a client, in milliseconds. An idle gateway does not wait for it. */
  FLUSH_MS: setting.integer(1, 10_000).default(50),
  /** The largest message that a client may send. */
  MAX_PAYLOAD_BYTES: setting.integer(1_024, 16_777_216).default(262_144),
  /** The most symbols that one `subscribe` may name. */
  MAX_SYMBOLS: setting.integer(1, MAX_SYMBOLS_PER_SUBSCRIBE).default(MAX_SYMBOLS_PER_SUBSCRIBE),
  /** The most that may wait for a client that asks without reading the answers: with more it is disconnected. */
  MAX_SEND_BUFFER_BYTES: setting.integer(65_536, 1_073_741_824).default(4_194_304),
  /** How long clients have to move to another gateway when this one stops, in milliseconds. */
  DRAIN_MS: setting.integer(0, 60_000).default(1_000),
};

export type GatewayConfig = ReturnType<typeof parseConfig>;

/** Throws `ConfigError`. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  return parseEnv(settings, env);
}

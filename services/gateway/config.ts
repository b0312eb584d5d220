import { MAX_SYMBOLS_PER_SUBSCRIBE } from '@quotebridge/contracts';
import { parseEnv, publicSettings, serviceSettings, setting, siteSettings } from '@quotebridge/service-kit';

const settings = {
  ...serviceSettings,
  ...siteSettings,
  ...publicSettings,
  /** The user that publishes what clients are subscribed to; without it, that is not published. */
  NATS_DEMAND_USER: setting.text('a user of the brokers').optional(),
  NATS_DEMAND_PASSWORD: setting.text("that user's password").optional(),
  /** Hold a core subscription next to the stream: fresh through elections, at twice the bytes. */
  FRESH: setting.toggle().default(false),
  /** The most time between two flushes of quotes, in milliseconds, unless the gateway is overloaded. With spare capacity it flushes sooner. */
  FLUSH_MS: setting.integer(1, 10_000).default(50),
  /** The least time between two flushes, in milliseconds. Above 0, clients get fewer and larger packets even with spare capacity. */
  FLUSH_MIN_MS: setting.integer(0, 10_000).default(0),
  /** The largest message that a client may send, in bytes. */
  MAX_PAYLOAD_BYTES: setting.integer(1_024, 16_777_216).default(262_144),
  /** The most symbols that one `subscribe` may name. */
  MAX_SYMBOLS: setting.integer(1, MAX_SYMBOLS_PER_SUBSCRIBE).default(MAX_SYMBOLS_PER_SUBSCRIBE),
  /** The most quotes that may wait for a client in mode `every`: with more it is disconnected. */
  MAX_QUEUED_QUOTES: setting.integer(1, 10_000_000).default(10_000),
  /** How long a client may read nothing of what it was sent before it is disconnected, in milliseconds. */
  STALL_MS: setting.integer(100, 3_600_000).default(30_000),
  /** The most clients at a time. */
  MAX_CLIENTS: setting.integer(1, 1_000_000).default(20_000),
  /** The most clients at a time from one address; 0 is no limit. */
  MAX_CLIENTS_PER_ADDRESS: setting.integer(0, 1_000_000).default(0),
  /** New clients a second; excess connections queue. */
  CONNECT_RATE: setting.integer(1, 1_000_000).default(250),
  /** How many connections may queue: beyond it, new ones are refused. */
  CONNECT_QUEUE: setting.integer(1, 1_000_000).default(2_000),
  /** Requests a second from one client in the long run, and how many may arrive at once after a quiet time. */
  REQUEST_RATE: setting.integer(1, 1_000_000).default(20),
  REQUEST_BURST: setting.integer(1, 1_000_000).default(100),
  /** How long a connection may take to join, in milliseconds. */
  HANDSHAKE_MS: setting.integer(100, 600_000).default(10_000),
  /** The most that may wait for a client that does not read its answers, in bytes: with more it is disconnected. */
  MAX_SEND_BUFFER_BYTES: setting.integer(65_536, 1_073_741_824).default(4_194_304),
  /** Write packets to the TCP socket, past Engine.IO and `ws`, where that is possible. */
  DIRECT_WRITES: setting.toggle().default(true),
  /** How long clients have to move to another gateway when this one stops, in milliseconds. */
  DRAIN_MS: setting.integer(0, 60_000).default(1_000),
};

export type GatewayConfig = ReturnType<typeof readConfig>;

/** Throws `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  return parseEnv(settings, env);
}

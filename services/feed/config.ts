import { ConfigError, parseEnv, serviceSettings, setting, siteSettings } from '@quotebridge/service-kit';
import { z } from 'zod';
import { LIMITS } from './sources/limits.ts';
import { DEFAULT_REPLAY_SPEED } from './sources/replay/prepare.ts';

const SOURCES = ['replay', 'simulated'] as const;

const settings = {
  ...serviceSettings,
  ...siteSettings,
  /** The user that publishes the instruments, if their stream has its own account; otherwise the user that publishes quotes. */
  NATS_INSTRUMENTS_USER: setting.text('a user of the brokers').optional(),
  NATS_INSTRUMENTS_PASSWORD: setting.text("that user's password").optional(),
  /** One source, or several separated by commas. */
  FEED_SOURCE: z
    .string()
    .default('replay')
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(SOURCES, { error: `must be ${SOURCES.join(' or ')}, or both, separated by a comma` })).min(1)),
  /** The CSV file to replay. */
  FEED_FILE: setting.text('the path of a CSV file').optional(),
  /** The CSV file of the replayed instruments; without it they are derived from the replay file. */
  FEED_INSTRUMENTS: setting.text('the path of a CSV file').optional(),
  FEED_SPEED: setting.number(LIMITS.speed.min, LIMITS.speed.max).default(DEFAULT_REPLAY_SPEED),
  FEED_LOOP: setting.toggle().default(true),
  FEED_BAD_LINES: setting.choice('refuse', 'skip').default('refuse'),
  /** Whether the whole file is validated before the first quote, when bad lines are refused; off for a file known to be valid. */
  FEED_CHECK: setting.toggle().default(true),
  /** Simulated instruments. */
  FEED_SYMBOLS: setting.integer(LIMITS.symbols.min, LIMITS.symbols.max).default(100),
  /** Quotes a second of each simulated instrument. */
  FEED_RATE: setting.number(LIMITS.rate.min, LIMITS.rate.max).default(5),
  FEED_BURSTS: setting.toggle().default(true),
  FEED_SEED: setting.integer(0, 2_147_483_647).default(1),
  /** How many quotes may wait for their acks before the feed pauses: bounds its memory during a broker outage. */
  FEED_MAX_PENDING: setting.integer(1_000, 10_000_000).default(200_000),
};

export type FeedConfig = ReturnType<typeof readConfig>;

/** Throws `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  const config = parseEnv(settings, env);
  if (config.FEED_SOURCE.includes('replay') && config.FEED_FILE === undefined)
    throw new ConfigError(['FEED_FILE is missing: must be the path of a CSV file, since FEED_SOURCE has replay']);
  return config;
}

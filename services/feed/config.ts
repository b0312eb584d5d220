import { ConfigError, parseEnv, serviceSettings, setting, siteSettings } from '@quotebridge/service-kit';
import { z } from 'zod';
import { LIMITS } from './sources/limits.ts';
import { DEFAULT_REPLAY_SPEED } from './sources/replay/prepare.ts';

const SOURCES = ['replay', 'simulated'] as const;

const settings = {
  ...serviceSettings,
  ...siteSettings,
  /** The user that lists the instruments, where their stream has an account of its own; else the one that publishes quotes does. */
  NATS_INSTRUMENTS_USER: setting.text('a user of the brokers').optional(),
  NATS_INSTRUMENTS_PASSWORD: setting.text("that user's password").optional(),
  /** One source, or several with a comma between them. */
  FEED_SOURCE: z
    .string()
    .default('replay')
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(SOURCES, { error: `must be ${SOURCES.join(' or ')}, or both with a comma between` })).min(1)),
  /** The CSV file to replay. */
  FEED_FILE: setting.text('the path of a CSV file').optional(),
  /** The CSV file that lists the replayed instruments; without it the replay file is searched for them. */
  FEED_INSTRUMENTS: setting.text('the path of a CSV file').optional(),
  FEED_SPEED: setting.number(LIMITS.speed.min, LIMITS.speed.max).default(DEFAULT_REPLAY_SPEED),
  FEED_LOOP: setting.toggle().default(true),
  FEED_BAD_LINES: setting.choice('refuse', 'skip').default('refuse'),
  /** Whether a file whose bad lines are refused is read to its end before the first quote; off for one that is known to be good. */
  FEED_CHECK: setting.toggle().default(true),
  /** Simulated instruments. */
  FEED_SYMBOLS: setting.integer(LIMITS.symbols.min, LIMITS.symbols.max).default(100),
  /** Quotes a second of each simulated instrument. */
  FEED_RATE: setting.number(LIMITS.rate.min, LIMITS.rate.max).default(5),
  FEED_BURSTS: setting.toggle().default(true),
  FEED_SEED: setting.integer(0, 2_147_483_647).default(1),
  /** How many quotes may wait for their acks before the feed waits too: what a broker outage may take in memory. */
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

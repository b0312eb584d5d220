import { SITE_FORMAT, SITE_PATTERN, SITE_RULE } from '@quotebridge/contracts/wire';
import { z } from 'zod';
import { isSecret, withSecretFiles } from './secret-files.ts';

/** Invalid input of a service. The service prints the message, without a stack, and exits with `INPUT_EXIT_CODE`. */
export class InputError extends Error {
  override readonly name: string = 'InputError';
}

/** Invalid environment variables. `problems` has a line for each: its name, its value, what is allowed. */
export class ConfigError extends InputError {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`the environment is invalid:\n${problems.map((line) => `  ${line}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads a service's settings from its environment, secrets optionally from files (`NATS_PASSWORD_FILE`). An empty variable
 * counts as absent. Throws `ConfigError`.
 */
export function parseEnv<Shape extends z.ZodRawShape>(
  shape: Shape,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<z.ZodObject<Shape>> {
  const complete = withSecretFiles(Object.keys(shape), env);
  if (complete.problems.length > 0) throw new ConfigError(complete.problems);
  const given = Object.fromEntries(
    Object.entries(complete.env).filter(([name, value]) => name in shape && value !== ''),
  );
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const value = given[name];
      if (value === undefined) return `${name} is missing: ${issue.message}`;
      return `${name} = ${isSecret(name) ? '(hidden)' : JSON.stringify(value)} is not allowed: ${issue.message}`;
    }),
  );
}

/** The kinds of setting that services share. */
export const setting = {
  text: (what: string) => z.string({ error: `must be ${what}` }),
  integer: (min: number, max: number) => {
    const error = `must be an integer from ${min} to ${max}`;
    return z
      .string({ error })
      .regex(/^-?\d+$/, error)
      .transform(Number)
      .refine((n) => n >= min && n <= max, error);
  },
  number: (min: number, max: number) => {
    const error = `must be a number from ${min} to ${max}`;
    return z
      .string({ error })
      .regex(/^-?\d+(\.\d+)?$/, error)
      .transform(Number)
      .refine((n) => n >= min && n <= max, error);
  },
  choice: <const T extends readonly [string, ...string[]]>(...values: T) =>
    z.enum(values, { error: `must be ${values.join(' or ')}` }),
  toggle: () => z.enum(['on', 'off'], { error: 'must be on or off' }).transform((value) => value === 'on'),
};

/** Where a service listens, and how much it logs. */
export const serviceSettings = {
  HOST: setting.text('an address to listen on').default('127.0.0.1'),
  PORT: setting.integer(0, 65_535),
  LOG_LEVEL: setting.choice('trace', 'debug', 'info', 'warn', 'error', 'silent').default('info'),
};

/** The site that a service runs in, and its brokers. */
export const siteSettings = {
  SITE: setting.text(SITE_FORMAT).regex(SITE_PATTERN, SITE_RULE),
  NATS_URL: z
    .string({ error: 'must be a comma-separated list of nats://host:port' })
    .regex(/^(nats|tls):\/\/[^,\s]+(,(nats|tls):\/\/[^,\s]+)*$/, 'must be a comma-separated list of nats://host:port')
    .transform((list) => list.split(',')),
  NATS_USER: setting.text('a user of the brokers'),
  NATS_PASSWORD: setting.text("that user's password"),
  /** The prefix of the JetStream API for the user: `site.API` in an account that imports it, the server's default elsewhere. */
  NATS_API_PREFIX: z
    .string()
    .regex(/^[^\s.*>]+(\.[^\s.*>]+)*$/, 'must be a subject without wildcards')
    .default('$JS.API'),
};

/** Settings of a service that clients reach, directly or through proxies. */
export const publicSettings = {
  /** How many proxies in front of it are trusted to append the client's address to `X-Forwarded-For`. */
  TRUSTED_PROXIES: setting.integer(0, 10).default(0),
};

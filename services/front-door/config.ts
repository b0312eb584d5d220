import { siteSchema } from '@quotebridge/contracts';
import { ConfigError, parseEnv, serviceSettings, setting, siteSettings } from '@quotebridge/service-kit';

const SITE_NAMES = 'a comma-separated list of sites, each 1 to 32 of a-z 0-9 -, a letter first';
const LIST = 'a comma-separated list of http addresses';
const isHttpAddress = (text: string) => text.startsWith('http://') && URL.canParse(text);
const unique = (list: readonly string[]) => new Set(list).size === list.length;

const siteNames = () =>
  setting
    .text(SITE_NAMES)
    .transform((list) => list.split(','))
    .refine(
      (list) => unique(list) && list.every((name) => siteSchema.safeParse(name).success),
      `must be ${SITE_NAMES}`,
    );

const addresses = () =>
  setting
    .text(LIST)
    .transform((list) => list.split(','))
    .refine((list) => list.every(isHttpAddress), `must be ${LIST}`)
    .transform((list): readonly URL[] => list.map((text) => new URL(text)));

const settings = {
  ...serviceSettings,
  /** The sites behind the front door. Each has its addresses in `API_URL_<SITE>` and `GATEWAY_URL_<SITE>`, and its share in `WEIGHT_<SITE>`. */
  SITES: siteNames().default(['cloud']),
  /** How long a request or a WebSocket waits when no upstream is ready, in milliseconds. */
  WAIT_MS: setting.integer(0, 60_000).default(3_000),
  /** Maximum size of a request's address and headers in bytes: twice what the API's default maximum of symbols needs. */
  MAX_HEAD_BYTES: setting.integer(8_192, 1_048_576).default(65_536),
  /** The built frontend. */
  STATIC_DIR: setting.text('the folder of the built frontend'),
  /** The console behind `/console`; without it the board shows only what its gateway knows. */
  CONSOLE_URL: setting
    .text('an http address')
    .refine(isHttpAddress, 'must be an http address')
    .transform((text) => new URL(text))
    .optional(),
  /** The public address for the log: behind a published port it is unknown to the process. */
  PUBLIC_URL: setting.text('an http address').optional(),
  /** The brokers of the site that keeps the weights; without them the weights are those of the environment. */
  NATS_URL: siteSettings.NATS_URL.optional(),
  NATS_USER: siteSettings.NATS_USER.default('front-door'),
  NATS_PASSWORD: siteSettings.NATS_PASSWORD.default(''),
  NATS_API_PREFIX: siteSettings.NATS_API_PREFIX,
};

/** A site and the addresses of its public services. */
export interface SiteConfig {
  readonly name: string;
  /** The API behind `/v1`, `/docs`, `/openapi.json` and `/asyncapi.json`. */
  readonly api: readonly URL[];
  /** The gateways behind `/socket.io`. */
  readonly gateway: readonly URL[];
  /** Its share of the traffic relative to the others, until the bucket sets another. */
  readonly weight: number;
}

export type FrontDoorConfig = ReturnType<typeof readConfig>;

/** Throws `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  const shared = parseEnv(settings, env);
  const sites = shared.SITES.map((name) => parseSite(name, env));
  if (sites.every(({ weight }) => weight === 0)) throw new ConfigError(['a site needs a weight above 0']);
  for (const [service, name] of [
    ['api', 'API_URL'],
    ['gateway', 'GATEWAY_URL'],
  ] as const) {
    if (sites.every((site) => site[service].length === 0)) {
      const names = sites.map((site) => variable(name, site.name));
      throw new ConfigError([`${names.join(' or ')} is missing: must be ${LIST}`]);
    }
  }
  return { ...shared, sites };
}

function parseSite(name: string, env: Readonly<Record<string, string | undefined>>): SiteConfig {
  const api = variable('API_URL', name);
  const gateway = variable('GATEWAY_URL', name);
  const weight = variable('WEIGHT', name);
  const urls = parseEnv({ [api]: addresses().default([]), [gateway]: addresses().default([]) }, env);
  const numbers = parseEnv({ [weight]: setting.integer(0, 1_000).default(100) }, env);
  return { name, api: urls[api] ?? [], gateway: urls[gateway] ?? [], weight: numbers[weight] ?? 0 };
}

/** `API_URL_EU_WEST` for `API_URL` of the site `eu-west`. */
function variable(prefix: string, site: string): string {
  return `${prefix}_${site.toUpperCase().replaceAll('-', '_')}`;
}

import { siteSchema } from '@quotebridge/contracts';
import { ConfigError, parseEnv, publicSettings, serviceSettings, setting } from '@quotebridge/service-kit';

/** A running part of the demo, and where it answers HTTP. */
export interface Instance {
  /** `null` for what runs at no site. */
  readonly site: string | null;
  readonly service: string;
  readonly name: string;
  readonly url: string;
}

const TOKEN = 'at least 32 letters, digits, - or _';
const INSTANCE = /^([a-z][a-z0-9-]*)\/([a-z][a-z0-9-]*)\/([\w.-]+)@(http:\/\/\S+)$/;
const INSTANCES =
  'a comma-separated list of site/service/name@http://host:port; the site of what runs at no site is public';
const LINK = 'the site where quotes are published and the site that copies them, as origin>mirror';

const settings = {
  ...serviceSettings,
  ...publicSettings,
  /** Everything that is watched. */
  INSTANCES: setting
    .text(INSTANCES)
    .refine((text) => text.split(',').every((item) => parseInstance(item) !== null), `must be ${INSTANCES}`)
    .transform((text) => text.split(',').flatMap((item) => parseInstance(item) ?? [])),
  /** Where the demo is controlled from. Without it the console only reads. */
  CONTROL_SOCKET: setting.text('the path of a socket').optional(),
  OPERATOR_TOKEN: setting
    .text(TOKEN)
    .regex(/^[\w-]{32,}$/, `must be ${TOKEN}`)
    .optional(),
  /** Where every action is written to. */
  AUDIT_FILE: setting.text('the path of a file').optional(),
  /** The file of `npm run migrate`, and the data directory of the demo that it moves. Without them the console offers no migration. */
  MIGRATE_ENTRY: setting.text('the path of a file').optional(),
  DATA_DIR: setting.text('the path of a folder').optional(),
  /** The two sites whose account is kept. */
  LINK: setting
    .text(LINK)
    .transform((text) => text.split('>'))
    .refine(
      (sites) => sites.length === 2 && sites.every((site) => siteSchema.safeParse(site).success),
      `must be ${LINK}`,
    )
    .transform(([from = '', to = '']) => ({ from, to })),
};

export type ConsoleConfig = ReturnType<typeof readConfig>;

/** Throws `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  const { CONTROL_SOCKET, OPERATOR_TOKEN, AUDIT_FILE, ...config } = parseEnv(settings, env);
  return { ...config, acting: actingOf({ CONTROL_SOCKET, OPERATOR_TOKEN, AUDIT_FILE }) };
}

/** `null` when none is set. */
function actingOf(given: Readonly<Record<'CONTROL_SOCKET' | 'OPERATOR_TOKEN' | 'AUDIT_FILE', string | undefined>>) {
  const { CONTROL_SOCKET, OPERATOR_TOKEN, AUDIT_FILE } = given;
  if (CONTROL_SOCKET !== undefined && OPERATOR_TOKEN !== undefined && AUDIT_FILE !== undefined) {
    return { controlSocket: CONTROL_SOCKET, operatorToken: OPERATOR_TOKEN, auditFile: AUDIT_FILE };
  }
  const missing = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length === Object.keys(given).length) return null;
  throw new ConfigError(missing.map((name) => `${name} is missing: ${Object.keys(given).join(', ')} are set together`));
}

function parseInstance(text: string): Instance | null {
  const [, site = '', service = '', name = '', url = ''] = INSTANCE.exec(text) ?? [];
  return URL.canParse(url) ? { site: site === 'public' ? null : site, service, name, url } : null;
}

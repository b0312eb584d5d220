import { siteSchema } from '@quotebridge/contracts';
import { parseEnv, serviceSettings, setting } from '@quotebridge/service-kit';

/** A running part of the demo, and where it answers HTTP. */
export interface Instance {
  /** `null` for what runs at no site. */
  readonly site: string | null;
  readonly service: string;
  readonly name: string;
  readonly url: string;
}

const INSTANCE = /^([a-z][a-z0-9-]*)\/([a-z][a-z0-9-]*)\/([\w.-]+)@(http:\/\/\S+)$/;
const INSTANCES =
  'a comma-separated list of site/service/name@http://host:port; the site of what runs at no site is public';
const LINK = 'the site where quotes are published and the site that copies them, as origin>mirror';

const settings = {
  ...serviceSettings,
  /** Everything that is watched. */
  INSTANCES: setting
    .text(INSTANCES)
    .refine((text) => text.split(',').every((item) => parseInstance(item) !== null), `must be ${INSTANCES}`)
    .transform((text) => text.split(',').flatMap((item) => parseInstance(item) ?? [])),
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
  return parseEnv(settings, env);
}

function parseInstance(text: string): Instance | null {
  const [, site = '', service = '', name = '', url = ''] = INSTANCE.exec(text) ?? [];
  return URL.canParse(url) ? { site: site === 'public' ? null : site, service, name, url } : null;
}

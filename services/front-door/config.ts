import { parseEnv, serviceSettings, setting } from '@quotebridge/runtime';

const HTTP_ADDRESS = 'an http address';
const isHttpAddress = (text: string) => /^https?:\/\//.test(text) && URL.canParse(text);

const address = () =>
  setting
    .text(HTTP_ADDRESS)
    .refine(isHttpAddress, `must be ${HTTP_ADDRESS}`)
    .transform((text) => new URL(text));

const LIST = `a comma-separated list of ${HTTP_ADDRESS}es`;
const addresses = () =>
  setting
    .text(LIST)
    .transform((list) => list.split(','))
    .refine((list) => list.every(isHttpAddress), `must be ${LIST}`)
    .transform(([first = '', ...others]): readonly [URL, ...URL[]] => [
      new URL(first),
      ...others.map((text) => new URL(text)),
    ]);

const settings = {
  ...serviceSettings,
  /** The API behind `/v1`, `/docs`, `/openapi.json` and `/asyncapi.json`. */
  API_URL: address(),
  /** The gateways behind `/socket.io`: new WebSockets are spread over them. */
  GATEWAY_URL: addresses(),
  /** The longest address and headers of a request, together: room for as many symbols as the API takes by default, and as much again. */
  MAX_HEAD_BYTES: setting.integer(8_192, 1_048_576).default(65_536),
  /** The built frontend. */
  STATIC_DIR: setting.text('the folder of the built frontend'),
};

export type FrontDoorConfig = ReturnType<typeof parseConfig>;

/** Throws `ConfigError`. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  return parseEnv(settings, env);
}

import type { GatewayAddress } from './upstreams.ts';
import { parseEnv, serviceSettings, setting } from '@quotebridge/runtime';

const HTTP_ADDRESS = 'an http address';
const isHttpAddress = (text: string) => /^https?:\/\//.test(text) && URL.canParse(text);

const address = () =>
  setting
    .text(HTTP_ADDRESS)
    .refine(isHttpAddress, `must be ${HTTP_ADDRESS}`)
    .transform((text) => new URL(text));

/** A gateway's address, with the name of its site before it where several sites have one. */
const GATEWAY = /^(?:([a-z][a-z0-9-]*)=)?(.+)$/;

function gatewayOf(text: string): GatewayAddress {
  const [, site = null, url = ''] = GATEWAY.exec(text) ?? [];
  return { site, url: new URL(url) };
}

const LIST = `a comma-separated list of ${HTTP_ADDRESS}es, each with its site before it if wanted (cloud=http://host:port)`;
const gateways = () =>
  setting
    .text(LIST)
    .transform((list) => list.split(','))
    .refine((list) => list.every((text) => isHttpAddress(GATEWAY.exec(text)?.[2] ?? '')), `must be ${LIST}`)
    .transform(([first = '', ...others]): readonly [GatewayAddress, ...GatewayAddress[]] => [
      gatewayOf(first),
      ...others.map(gatewayOf),
    ]);

const settings = {
  ...serviceSettings,
  /** The API behind `/v1`, `/docs`, `/openapi.json` and `/asyncapi.json`. */
  API_URL: address(),
  /** The gateways behind `/socket.io`: new WebSockets are spread over them, as `http://host:port` or `site=http://host:port`. */
  GATEWAY_URL: gateways(),
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

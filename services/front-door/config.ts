import { parseEnv, serviceSettings, setting } from '@quotebridge/runtime';
import { z } from 'zod';

const address = () =>
  z.url({ protocol: /^https?$/, error: 'must be an http address' }).transform((text) => new URL(text));

const settings = {
  ...serviceSettings,
  /** The API behind `/v1`. */
  API_URL: address(),
  /** The gateway behind `/socket.io`. */
  GATEWAY_URL: address(),
  /** The built frontend. */
  STATIC_DIR: setting.text('the folder of the built frontend'),
};

export type FrontDoorConfig = ReturnType<typeof parseConfig>;

/** Throws `ConfigError`. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  return parseEnv(settings, env);
}

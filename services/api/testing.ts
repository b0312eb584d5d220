import type { Broker } from '@quotebridge/testkit';
import type { Clock } from '@quotebridge/service-kit';
import { readConfig } from './config.ts';
import { start } from './start.ts';

/** The API of the site `onprem`, with its own broker. */
export async function startApi(broker: Pick<Broker, 'url'>, env: Readonly<Record<string, string>> = {}, clock?: Clock) {
  const stopping = new AbortController();
  const needed = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    SITE: 'onprem',
    NATS_URL: broker.url,
    NATS_USER: 'u',
    NATS_PASSWORD: 'p',
  };
  const api = await start(readConfig({ ...needed, ...env }), { stopping: stopping.signal, ...(clock && { clock }) });
  return {
    ...api,
    stop: () => stopping.abort(),
    ready: async () => (await fetch(`${api.url}/readyz`)).status,
  };
}

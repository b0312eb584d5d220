import { readConfig } from './config.ts';
import { start } from './start.ts';

/** Starts the bridge service of a site in this process, by the declarations in `file`. */
export async function startBridge(
  site: string,
  { url }: { readonly url: string },
  file: string,
): Promise<AsyncDisposable> {
  const stopping = new AbortController();
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    SITE: site,
    NATS_URL: url,
    NATS_USER: 'bridge',
    NATS_PASSWORD: 'p',
    BRIDGES_FILE: file,
    QUOTES_MAX_MIB: '64',
  });
  const service = await start(config, { stopping: stopping.signal });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await service[Symbol.asyncDispose]();
    },
  };
}

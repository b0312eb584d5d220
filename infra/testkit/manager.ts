import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { SITE_API } from '@quotebridge/contracts/wire';

/** What a reader or a bridge may ask of its site's JetStream. */
export function siteManager(nc: NatsConnection): Promise<JetStreamManager> {
  return jetstreamManager(nc, { apiPrefix: SITE_API, checkAPI: false });
}

import { DETAILS_SUBJECTS, detailsSubject } from '@quotebridge/contracts/wire';
import type { DetailsReply } from '@quotebridge/contracts/wire';
import type { Logger, NatsConnection } from '@quotebridge/service-kit';
import type { DetailsSource } from './source.ts';

/** Several instances share the requests. */
const QUEUE = 'refdata';

export interface ServeDetailsOptions {
  readonly nc: NatsConnection;
  readonly source: DetailsSource;
  readonly onRequest: (result: 'known' | 'unknown' | 'not-ready') => void;
  readonly log: Logger;
}

/**
 * Answers requests for details, for as long as the connection to the brokers is open. While the source knows nothing yet it does not answer: a reply
 * that an instrument is unknown would be wrong.
 */
export function serveDetails({ nc, source, onRequest, log }: ServeDetailsOptions): void {
  nc.subscribe(DETAILS_SUBJECTS, {
    queue: QUEUE,
    callback: (error, message) => {
      if (error !== null) {
        log.error({ err: error }, 'cannot receive requests for details');
        return;
      }
      if (source.entries() === null) {
        onRequest('not-ready');
        return;
      }
      const details = source.detailsOf(message.subject.slice(detailsSubject('').length));
      onRequest(details === null ? 'unknown' : 'known');
      message.respond(JSON.stringify({ details } satisfies DetailsReply));
    },
  });
}

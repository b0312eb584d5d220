import { detailsReplySchema } from '@quotebridge/contracts';
import { DETAILS_CHANGED_SUBJECTS, detailsChangedSubject, detailsSubject } from '@quotebridge/contracts/wire';
import type { InstrumentDetails } from '@quotebridge/contracts/wire';
import { Counter } from '@quotebridge/service-kit';
import type { Logger, NatsConnection, Registry } from '@quotebridge/service-kit';
import { DetailsLookup } from './lookup.ts';
import type { DetailsResult } from './lookup.ts';

export interface OpenDetailsOptions {
  readonly nc: NatsConnection;
  /** How long a reply may take, in milliseconds. */
  readonly timeout: number;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Details of instruments. `of` throws `DetailsUnavailable`. */
export interface Details {
  of(symbol: string): Promise<DetailsResult>;
}

/**
 * Requests details by NATS request and reply, for as long as the connection is open. The subject is the same at every site: the brokers' accounts decide
 * whether the request crosses the link.
 */
export function openDetails({ nc, timeout, log, metrics, now }: OpenDetailsOptions): Details {
  const ask = async (symbol: string): Promise<InstrumentDetails | null> => {
    const message = await nc.request(detailsSubject(symbol), '', { timeout });
    const { data, error } = detailsReplySchema.safeParse(message.json());
    if (error === undefined && (data.details === null || data.details.symbol === symbol)) return data.details;
    log.warn({ symbol, rule: error?.message ?? 'details of another symbol' }, 'refused a reply of the reference data');
    throw new Error('the reply breaks the contract', { cause: error });
  };
  const registers = [metrics];
  const renewed = new Counter({
    name: 'details_copies_renewed_total',
    help: 'Copies of details that a reported change had outdated, and that were requested anew',
    registers,
  });
  const lookup = new DetailsLookup({ ask, now, onRenewed: () => renewed.inc() });
  nc.subscribe(DETAILS_CHANGED_SUBJECTS, {
    callback: (error, message) => {
      if (error === null) lookup.changed(message.subject.slice(detailsChangedSubject('').length));
      else log.error({ err: error }, 'cannot receive changes of the reference data');
    },
  });
  const results = new Counter({
    name: 'details_requests_total',
    help: 'Requests for details of an instrument, by the result',
    labelNames: ['result'],
    registers,
  });
  return {
    async of(symbol) {
      try {
        const result = await lookup.of(symbol);
        results.inc({ result: result === 'unknown' ? result : result.stale ? 'stale' : 'fresh' });
        return result;
      } catch (error) {
        results.inc({ result: 'unavailable' });
        throw error;
      }
    },
  };
}

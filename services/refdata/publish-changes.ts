import { detailsChangedSubject } from '@quotebridge/contracts/wire';
import { pause } from '@quotebridge/service-kit';
import type { Logger, NatsConnection } from '@quotebridge/service-kit';
import { changedSymbols } from './changes.ts';
import type { DetailsSource } from './source.ts';

const COMPARE_MS = 500;

export interface PublishChangesOptions {
  readonly nc: NatsConnection;
  readonly source: Pick<DetailsSource, 'entries'>;
  readonly onChange: () => void;
  readonly log: Logger;
}

/** Publishes an event for each instrument whose details changed, since the service started. */
export function publishChanges({ nc, source, onChange, log }: PublishChangesOptions): AsyncDisposable {
  const stopping = new AbortController();
  let before: ReadonlyMap<string, object> | null = null;
  const compare = () => {
    const after = source.entries();
    if (after === null) return;
    const changed = before === null ? [] : changedSymbols(before, after);
    before = new Map(after);
    for (const symbol of changed) {
      nc.publish(detailsChangedSubject(symbol));
      onChange();
    }
    if (changed.length > 0) log.info({ changed: changed.length }, 'details changed');
  };
  const comparing = (async () => {
    while (!stopping.signal.aborted) {
      compare();
      await pause(COMPARE_MS, stopping.signal);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await comparing;
    },
  };
}

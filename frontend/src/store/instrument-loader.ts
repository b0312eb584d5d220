import { QueryObserver } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import type { Instrument } from '@quotebridge/contracts/wire';
import type { Api } from '../api.ts';
import { Cell } from './cell.ts';
import type { Directory } from './directory.ts';

/** Whether the API has listed the instruments: `failed` when it has not so far. */
export type Listed = 'asking' | 'listed' | 'failed';

const AGAIN_AFTER_MS = { least: 1_000, most: 30_000 } as const;

export interface InstrumentLoaderDeps {
  readonly api: Pick<Api, 'instruments'>;
  readonly queries: QueryClient;
  readonly directory: Directory;
}

/** Loads instruments into the directory, repeatedly and at growing intervals: instruments may be listed at any time. */
export class InstrumentLoader implements Disposable {
  readonly listed = new Cell<Listed>('asking');
  readonly #observer: QueryObserver<readonly Instrument[]>;
  readonly #stop: () => void;
  /** Number of answers since an unknown symbol was quoted. */
  #answers = 0;

  constructor({ api, queries, directory }: InstrumentLoaderDeps) {
    this.#observer = new QueryObserver<readonly Instrument[]>(queries, {
      queryKey: ['instruments'],
      queryFn: async ({ signal }) => {
        const instruments = await api.instruments(signal);
        this.#answers += 1;
        return instruments;
      },
      refetchInterval: () => Math.min(AGAIN_AFTER_MS.most, AGAIN_AFTER_MS.least * 2 ** this.#answers),
    });
    this.#stop = this.#observer.subscribe(({ data, failureCount, isError }) => {
      if (data !== undefined) {
        directory.describe(data);
        this.listed.set('listed');
      } else if (failureCount > 0 || isError) {
        this.listed.set('failed');
      }
    });
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  /** Loads now, because an unknown symbol was quoted. */
  readonly refresh = (): void => {
    this.#answers = 0;
    void this.#observer.refetch({ cancelRefetch: false });
  };
}

import { InputError } from '@quotebridge/service-kit';
import { CsvFileError, CsvLineError } from './csv.ts';
import { DuplicateSymbolError } from './merge.ts';
import type { MarketSource } from './source.ts';

/** A source that cannot be opened or read on: trying again would not help before somebody mends what it reads. */
export class SourceError extends InputError {
  override readonly name = 'SourceError';
}

/** The same source, whose failures are told from those of the brokers: each is a `SourceError`. */
export function namingFailures(source: MarketSource): MarketSource {
  return {
    instruments: source.instruments,
    async *quotes(signal) {
      try {
        yield* source.quotes(signal);
      } catch (error) {
        throw sourceError(error);
      }
    },
  };
}

/** A `SourceError` of what is wrong with the file; any other error is a fault of ours, and stays as it is. */
export function sourceError(error: unknown): unknown {
  const isKnown = [CsvFileError, CsvLineError, DuplicateSymbolError].some((kind) => error instanceof kind);
  return isKnown && error instanceof Error ? new SourceError(error.message, { cause: error }) : error;
}

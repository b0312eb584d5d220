import { InputError } from '@quotebridge/service-kit';
import { CsvFileError, CsvLineError } from './csv.ts';
import { DuplicateSymbolError } from './merge.ts';
import type { MarketSource } from './source.ts';

/** A source cannot be opened or read further: a retry is useless until somebody fixes its input. */
export class SourceError extends InputError {
  override readonly name = 'SourceError';
}

/** Wraps a source so that its failures are `SourceError`s, distinct from those of the brokers. */
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

/** Converts errors of the input file to `SourceError`; any other error is a bug and is returned unchanged. */
export function sourceError(error: unknown): unknown {
  const isKnown = [CsvFileError, CsvLineError, DuplicateSymbolError].some((kind) => error instanceof kind);
  return isKnown && error instanceof Error ? new SourceError(error.message, { cause: error }) : error;
}

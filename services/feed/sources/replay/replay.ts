import { basename } from 'node:path';
import type { Instrument } from '@quotebridge/contracts/wire';
import { CsvLineError, readCsv, type CsvRow } from '../csv.ts';
import { priceField, sizeField, symbolField, timeField } from '../fields.ts';
import { readInstruments, type ListedInstrument } from './instruments.ts';
import { PRICE_COLUMNS, REPLAY_LAYOUTS, type ReplayLayout } from './layouts.ts';
import { scanInstruments } from './scan-instruments.ts';
import type { MarketSource, SourceQuote } from '../source.ts';
import { TradeQuotes } from './trade-quotes.ts';

export interface ReplayOptions {
  /** The CSV file of quotes or trades. */
  readonly path: string;
  /** The CSV file of instruments. Left out, the replay file is read once more beforehand to find them. */
  readonly instrumentsPath?: string;
  /** Speed of the schedule relative to the times in the file: 10 is ten times as fast. Above 0. */
  readonly speed: number;
  /** Restart at the end, for ever; the schedule continues. */
  readonly loop: boolean;
  /**
   * The longest time without a quote on the schedule, in milliseconds: nights are cut down to this, and the end of the
   * file is this far from its start when it loops. Default 5,000.
   */
  readonly maxQuietMs?: number;
  /** `refuse` throws at the first bad line; `skip` skips bad lines and counts them. */
  readonly badLines: 'refuse' | 'skip';
  /**
   * Whether a file whose bad lines are refused is read to its end beforehand. Default true. Without, only its first lines are,
   * and a bad one further down is thrown when the stream of quotes gets there.
   */
  readonly check?: boolean;
  /** Called for each skipped line, with the count so far. */
  readonly onSkip?: (error: CsvLineError, skipped: number) => void;
}

const DEFAULT_MAX_QUIET_MS = 5_000;

export interface ReplaySource extends MarketSource {
  /** Lines of the file that were skipped; those of a loop's later rounds are not counted again. */
  readonly skipped: number;
}

/**
 * Opens a CSV file of quotes or trades as a market source. The file is streamed, never kept in memory. It is validated here as far as
 * `check` asks for, so that a bad file is refused before anything starts.
 *
 * Throws `CsvLineError`, and `CsvFileError` when a file cannot be read; so does the stream of quotes.
 */
export async function openReplay(options: ReplayOptions): Promise<ReplaySource> {
  const { path, instrumentsPath, speed, maxQuietMs = DEFAULT_MAX_QUIET_MS } = options;
  if (!(speed > 0 && Number.isFinite(speed))) throw new RangeError(`speed ${speed} must be a number above 0`);
  if (!(maxQuietMs >= 1 && Number.isFinite(maxQuietMs)))
    throw new RangeError(`maxQuietMs ${maxQuietMs} must be a number from 1`);
  const listed = instrumentsPath === undefined ? await scanInstruments(path) : await readInstruments(instrumentsPath);
  const rules = { ...options, maxQuietMs, listedIn: basename(instrumentsPath ?? path) };
  const toTheEnd = rules.badLines === 'refuse' && options.check !== false;
  for await (const _ of replayRounds(listed, { ...rules, loop: false }, () => {})) if (!toTheEnd) break;
  let skipped = 0;
  return {
    instruments: listed.map(toInstrument),
    get skipped() {
      return skipped;
    },
    quotes: (signal) => {
      skipped = 0;
      const onSkip = (error: CsvLineError) => {
        skipped += 1;
        options.onSkip?.(error, skipped);
      };
      return until(signal, replayRounds(listed, rules, onSkip));
    },
  };
}

function toInstrument({ symbol, name, currency, tickSize, source }: ListedInstrument): Instrument {
  return { symbol, name, currency, tickSize, source };
}

async function* until<T>(signal: AbortSignal, chunks: AsyncIterable<T>): AsyncGenerator<T> {
  if (signal.aborted) return;
  for await (const chunk of chunks) {
    yield chunk;
    if (signal.aborted) return;
  }
}

type ReplayRules = ReplayOptions & { readonly maxQuietMs: number; readonly listedIn: string };

async function* replayRounds(
  listed: readonly ListedInstrument[],
  rules: ReplayRules,
  onSkip: (error: CsvLineError) => void,
): AsyncGenerator<SourceQuote[]> {
  const { path, speed, maxQuietMs, badLines } = rules;
  const quoters = new Map(
    listed.map(({ symbol, tickSize, spreadTicks }) => [symbol, new TradeQuotes(tickSize, spreadTicks)]),
  );
  const maxGap = Math.ceil(maxQuietMs * speed);
  // In whole milliseconds of the file's time, so that rounding errors do not add up over the rounds.
  let position = 0;

  for (let round = 1; ; round += 1) {
    let previous: number | undefined;
    const convert = (row: CsvRow<ReplayLayout>): SourceQuote => {
      const time = timeField(row, 'time');
      const symbol = symbolField(row, 'symbol');
      const quoter = quoters.get(symbol);
      if (quoter === undefined) {
        // A symbol without a single valid line was not found: report the line, not the symbol.
        for (const column of PRICE_COLUMNS[row.layout]) priceField(row, column);
        throw row.bad('symbol', `must be an instrument of ${rules.listedIn}`);
      }
      if (previous !== undefined && time < previous)
        throw row.bad('time', `must not be before the line above (${new Date(previous).toISOString()})`);
      const prices = row.layout === 'quotes' ? readQuote(row) : readTrade(row, quoter);
      if (previous !== undefined) position += Math.min(time - previous, maxGap);
      else if (round > 1) position += maxGap;
      previous = time;
      return { symbol, at: Math.floor(position / speed), ...prices };
    };
    const onBadLine = (error: CsvLineError) => {
      if (badLines === 'refuse') throw error;
      if (round === 1) onSkip(error);
    };
    yield* readCsv(path, REPLAY_LAYOUTS, convert, onBadLine);
    if (previous === undefined) throw new CsvLineError(path, 1, 'has no usable line below the header');
    if (!rules.loop) return;
  }
}

type Prices = Omit<SourceQuote, 'symbol' | 'at'>;

function readQuote(row: CsvRow<ReplayLayout>): Prices {
  const bid = priceField(row, 'bid');
  const bidSize = sizeField(row, 'bidSize');
  const ask = priceField(row, 'ask');
  const askSize = sizeField(row, 'askSize');
  const last = priceField(row, 'last');
  // As numbers: the conversion preserves the order of decimals, so this never refuses a good line.
  if (Number(bid) > Number(ask)) throw row.bad('bid', `must not be above the ask "${ask}"`);
  return { bid, bidSize, ask, askSize, last };
}

function readTrade(row: CsvRow<ReplayLayout>, quoter: TradeQuotes): Prices {
  const last = priceField(row, 'price');
  const size = sizeField(row, 'size');
  try {
    return { ...quoter.around(last), bidSize: size, askSize: size, last };
  } catch (error) {
    if (error instanceof RangeError) throw row.bad('price', 'is too large for the tick size of its instrument');
    throw error;
  }
}

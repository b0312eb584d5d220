import { symbolSchema } from '@quotebridge/contracts';
import { symbolOf } from '@quotebridge/contracts/wire';
import { z } from 'zod';
import { INTERVAL_NAMES } from './candles/interval.ts';
import { MAX_CANDLES } from './candles/series.ts';
import { badParameter } from './problems.ts';
import type { Bound } from './stream/reads.ts';

/** The schemas that validate requests. The OpenAPI document is generated from them. */

/** Maximum number of instruments or quotes of a page. */
const MAX_PAGE = 1_000;
const SYMBOL = '[A-Za-z0-9_-]{1,32}';
/** Every fourth year; of the full centuries, only every fourth. */
const LEAP_YEAR = String.raw`(\d{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)`;
/** An existing day: the OpenAPI document can only express it as a pattern. */
const DAY = [
  String.raw`\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])`,
  String.raw`\d{4}-(0[13-9]|1[0-2])-(29|30)`,
  String.raw`\d{4}-(0[13578]|1[02])-31`,
  `${LEAP_YEAR}-02-29`,
].join('|');
const CLOCK = String.raw`([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?`;
const MILLISECONDS = String.raw`\d{1,15}`;
const TIME = String.raw`${MILLISECONDS}|(${DAY})T${CLOCK}Z`;
const TIME_RULE = 'milliseconds since the Unix epoch, or a time of UTC such as 2026-01-31T14:30:00Z';

export const noParameters = z.strictObject({});

const symbol = symbolSchema.meta({
  description:
    'The symbol of an instrument, or its ticker, percent-encoded: `BRK.B` is the symbol `BRK_2EB`, `BTC%2FUSD` is `BTC_2FUSD`',
  example: 'AAPL',
});
export const symbolParameters = z.strictObject({ symbol });
export const tapeParameters = z.strictObject({ symbol });

function integer(min: number, max: number, preset?: number) {
  const rule = `must be an integer from ${min} to ${max}`;
  return z
    .string(rule)
    .regex(/^\d{1,15}$/, rule)
    .transform(Number)
    .refine((n) => n >= min && n <= max, rule)
    .meta({
      override: ({ jsonSchema }) => {
        delete jsonSchema.pattern;
        Object.assign(jsonSchema, { type: 'integer', minimum: min, maximum: max });
        if (preset !== undefined) jsonSchema.default = preset;
      },
    });
}

const seq = () => integer(1, 999_999_999_999_999).optional();

/** A time in milliseconds since the Unix epoch. */
const time = z
  .string(`must be ${TIME_RULE}`)
  .regex(new RegExp(`^(${TIME})$`), `must be ${TIME_RULE}`)
  .transform(toMilliseconds);

const asOf = z
  .string('must be given once')
  .regex(new RegExp(String.raw`^(seq:[1-9]\d{0,14}|${TIME})$`), `must be seq:N, or ${TIME_RULE}`)
  .meta({
    description: `The market as it stood then: ${TIME_RULE}; or \`seq:N\`, where N is a number of the stream (\`streamSeq\`)`,
    examples: ['2026-01-31T14:30:00Z', 'seq:1200'],
  });

/** Where an `as_of` points to. */
export function toBound(text: string): Bound {
  return text.startsWith('seq:') ? { streamSeq: Number(text.slice(4)) } : { stored: toMilliseconds(text) };
}

function toMilliseconds(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Date.parse(text);
}

/** `symbols=A,B`. Absent is `undefined`: all. */
function symbolList(maxSymbols: number) {
  return z
    .string('must be given once, as a comma-separated list')
    .regex(
      new RegExp(`^${SYMBOL}(,${SYMBOL})*$`),
      'must be symbols of 1 to 32 of A-Z a-z 0-9 _ - each, separated by commas',
    )
    .refine((list) => list.split(',').length <= maxSymbols, `must name at most ${maxSymbols} symbols`)
    .optional()
    .meta({
      description: `At most ${maxSymbols} symbols, separated by commas. Without it: all`,
      example: 'AAPL,MSFT',
      override: { pattern: `^${SYMBOL}(,${SYMBOL}){0,${maxSymbols - 1}}$` },
    });
}

export function quotesParameters(maxSymbols: number) {
  return z.strictObject({ symbols: symbolList(maxSymbols), as_of: asOf.optional() });
}

export function opensParameters(maxSymbols: number) {
  return z.strictObject({ symbols: symbolList(maxSymbols) });
}

export const quoteParameters = z.strictObject({ as_of: asOf.optional() });

export function streamParameters(maxSymbols: number) {
  return z.strictObject({ symbols: symbolList(maxSymbols) });
}

export const instrumentsParameters = z.strictObject({
  q: z
    .string('must be given once')
    .min(1, 'must be 1 to 64 characters')
    .max(64, 'must be 1 to 64 characters')
    .optional()
    .meta({ description: 'Only instruments with this in their symbol or name, whatever the case', example: 'inc' }),
  limit: integer(1, MAX_PAGE, 100).default(100).meta({ description: 'The most instruments of the page' }),
  after: symbol.optional().meta({ description: 'Only instruments whose symbol comes after this one' }),
});

export const historyParameters = z.strictObject({
  order: z
    .enum(['asc', 'desc'], 'must be asc or desc')
    .default('desc')
    .meta({ description: '`desc`: the newest quote first; `asc`: the oldest first' }),
  limit: integer(1, MAX_PAGE, 100).default(100).meta({ description: 'The most quotes of the page' }),
  from: time.optional().meta({ description: `Only quotes published at or after this: ${TIME_RULE}` }),
  to: time.optional().meta({ description: `Only quotes published before this: ${TIME_RULE}` }),
  from_seq: seq().meta({ description: 'Only quotes with this `seq` or a greater one' }),
  to_seq: seq().meta({ description: 'Only quotes with this `seq` or a lower one' }),
});

export const candlesParameters = z.strictObject({
  interval: z
    .enum(INTERVAL_NAMES, `must be ${INTERVAL_NAMES.join(', ')}`)
    .meta({ description: 'How long a candle lasts. Aligned to the Unix epoch: a day is one of UTC', example: '1m' }),
  limit: integer(1, MAX_CANDLES, 100).default(100).meta({
    description:
      'The most candles: the newest that exist up to now, or up to `as_of`. An interval without a quote has none',
  }),
  as_of: asOf.optional(),
});

/** The parameters that hold symbols. */
const SYMBOL_PARAMETERS: ReadonlySet<string> = new Set(['symbol', 'symbols']);

/** Replaces tickers by their symbols. Others stay, for the schema to refuse. */
function withSymbols(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]: [string, unknown]) => [
      name,
      SYMBOL_PARAMETERS.has(name) && typeof value === 'string' ? value.split(',').map(orSymbol).join(',') : value,
    ]),
  );
}

function orSymbol(ticker: string): string {
  return symbolOf(ticker) ?? ticker;
}

/** Reads parameters. Throws a problem that names the first bad one and what is allowed. */
export function readParameters<Schema extends z.ZodObject>(schema: Schema, given: unknown): z.infer<Schema> {
  // Symbols are the rule, so tickers are only looked for where a parameter is not valid.
  const asGiven = schema.safeParse(given);
  const result = asGiven.success ? asGiven : schema.safeParse(withSymbols(given));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const allowed = Object.keys(schema.shape);
    throw badParameter(
      String(issue.keys[0]),
      `is not a parameter here: ${allowed.length === 0 ? 'none is' : `allowed is ${allowed.join(', ')}`}`,
    );
  }
  throw badParameter(String(issue?.path[0] ?? 'query'), issue?.message ?? 'is not allowed');
}

import { isObject, isPrice, isSymbol, WireError } from './check.ts';

/** Where an instrument's prices come from. */
export type PriceSource = 'replay' | 'simulated' | 'live';

/** The thing traded, as the feed publishes it on `instruments.<symbol>`. */
export interface Instrument {
  readonly symbol: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  /** The smallest price step, a decimal string. */
  readonly tickSize: string;
  readonly source: PriceSource;
}

/** Reads an instrument's JSON. Throws `WireError`. */
export function decodeInstrument(json: string): Instrument {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new WireError('instrument', 'is not JSON', { cause });
  }
  if (!isObject(value)) throw new WireError('instrument', 'must be an object');
  const { symbol, name, currency, tickSize, source } = value;
  if (!isSymbol(symbol)) throw new WireError('instrument.symbol', 'must be 1 to 32 of A-Z a-z 0-9 _ -');
  if (typeof name !== 'string') throw new WireError('instrument.name', 'must be a string');
  if (typeof currency !== 'string') throw new WireError('instrument.currency', 'must be a string');
  if (!isPrice(tickSize)) throw new WireError('instrument.tickSize', 'must be a decimal string');
  if (source !== 'replay' && source !== 'simulated' && source !== 'live')
    throw new WireError('instrument.source', 'must be replay, simulated or live');
  return { symbol, name, currency, tickSize, source };
}

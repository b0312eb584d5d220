/** A bid and an ask, as decimal strings. */
export interface Prices {
  readonly bid: string;
  readonly ask: string;
}

/**
 * The prices that a venue has of one instrument: a random walk around those of another market. They are one unit of the last decimal wider on both sides, and
 * shifted by at most the other market's spread, so that they never cross with it. Arithmetic is exact, in units of the last decimal.
 */
export class VenueWalk {
  readonly #random: () => number;
  #shift = 0n;

  /** `random`: from 0 to below 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** The next prices. The other market's must be decimal strings. */
  next(market: Prices): Prices {
    const decimals = Math.max(decimalsOf(market.bid), decimalsOf(market.ask));
    const [bid, ask] = [unitsOf(market.bid, decimals), unitsOf(market.ask, decimals)];
    const spread = ask > bid ? ask - bid : 0n;
    const step = BigInt(Math.floor(this.#random() * 3) - 1);
    this.#shift = clamp(this.#shift + step, -spread, spread);
    return { bid: format(bid + this.#shift - 1n, decimals), ask: format(ask + this.#shift + 1n, decimals) };
  }
}

function clamp(value: bigint, min: bigint, max: bigint): bigint {
  if (value < min) return min;
  return value > max ? max : value;
}

function decimalsOf(price: string): number {
  return price.split('.')[1]?.length ?? 0;
}

function unitsOf(price: string, decimals: number): bigint {
  const [whole = '', fraction = ''] = price.split('.');
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}

function format(units: bigint, decimals: number): string {
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const fraction = decimals === 0 ? '' : `.${digits.slice(point)}`;
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}`;
}

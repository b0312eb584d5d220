import { PRICE_PATTERN } from '@quotebridge/contracts/wire';

/**
 * The prices of one instrument counted in whole ticks, so that arithmetic on them is exact. Decimal strings are only
 * made and read at the edge. Throws `RangeError` for a tick size that is not a positive decimal string.
 */
export class PriceGrid {
  readonly tickSize: string;
  readonly #decimals: number;
  readonly #unitsPerTick: number;

  constructor(tickSize: string) {
    const units = PRICE_PATTERN.test(tickSize) ? Number(tickSize.replace('.', '')) : 0;
    if (units <= 0 || !Number.isSafeInteger(units))
      throw new RangeError(`tick size "${tickSize}" must be a decimal string above 0`);
    this.tickSize = tickSize;
    this.#decimals = decimalsOf(tickSize);
    this.#unitsPerTick = units;
  }

  /** Ticks at or below a price. Throws `RangeError` when they are more than a number holds exactly. */
  floor(price: string): number {
    const { units, tick } = this.#scale(price);
    const quotient = units / tick;
    return this.#exact(price, units % tick < 0n ? quotient - 1n : quotient);
  }

  /** Ticks at or above a price. Throws `RangeError` when they are more than a number holds exactly. */
  ceil(price: string): number {
    const { units, tick } = this.#scale(price);
    const quotient = units / tick;
    return this.#exact(price, units % tick > 0n ? quotient + 1n : quotient);
  }

  /** The price in ticks with the fraction between two ticks, as near as a number comes. */
  position(price: string): number {
    const { units, tick } = this.#scale(price);
    return Number(units) / Number(tick);
  }

  /** Whether a price is a whole number of ticks. */
  holds(price: string): boolean {
    const { units, tick } = this.#scale(price);
    return units % tick === 0n;
  }

  /** The decimal string of a number of ticks, with all the decimals of the tick size. */
  format(ticks: number): string {
    const units = ticks * this.#unitsPerTick;
    if (this.#decimals === 0) return String(units);
    const digits = String(Math.abs(units)).padStart(this.#decimals + 1, '0');
    const point = digits.length - this.#decimals;
    return `${units < 0 ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
  }

  /** A price as it is, with at least the decimals of the tick size: `438.0` becomes `438.00`. */
  pad(price: string): string {
    const missing = this.#decimals - decimalsOf(price);
    if (missing <= 0) return price;
    return `${price}${price.includes('.') ? '' : '.'}${'0'.repeat(missing)}`;
  }

  #scale(price: string): { units: bigint; tick: bigint } {
    const decimals = Math.max(decimalsOf(price), this.#decimals);
    const [whole = '', fraction = ''] = price.split('.');
    return {
      units: BigInt(whole + fraction.padEnd(decimals, '0')),
      tick: BigInt(this.#unitsPerTick) * 10n ** BigInt(decimals - this.#decimals),
    };
  }

  #exact(price: string, ticks: bigint): number {
    const number = Number(ticks);
    // Half of the safe range, so that adding a spread stays exact.
    if (Math.abs(number) * this.#unitsPerTick > Number.MAX_SAFE_INTEGER / 2)
      throw new RangeError(`price "${price}" is too large to be counted in ticks of ${this.tickSize}`);
    return number;
  }
}

export function decimalsOf(price: string): number {
  const point = price.indexOf('.');
  return point === -1 ? 0 : price.length - point - 1;
}

/** Compares two decimal strings exactly: below 0 when `a` is less than `b`, 0 when they are equal, above 0 otherwise. */
export function compareDecimals(a: string, b: string): number {
  if (a === b) return 0;
  const difference = Number(a) - Number(b);
  // Different doubles mean different prices; equal ones need a comparison of the digits.
  if (difference !== 0) return difference;
  const fraction = Math.max(fractionOf(a).length, fractionOf(b).length);
  const exact = scaled(a, fraction) - scaled(b, fraction);
  return exact === 0n ? 0 : exact < 0n ? -1 : 1;
}

function fractionOf(price: string): string {
  return price.split('.')[1] ?? '';
}

function scaled(price: string, digits: number): bigint {
  return BigInt(price.replace('.', '') + '0'.repeat(digits - fractionOf(price).length));
}

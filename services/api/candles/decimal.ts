/** Less than 0 when `a` is below `b`, 0 when they are as large, more than 0 otherwise. Exact, as prices are decimal strings. */
export function compareDecimals(a: string, b: string): number {
  if (a === b) return 0;
  const difference = Number(a) - Number(b);
  // A double tells two prices apart unless they agree in all of its digits.
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

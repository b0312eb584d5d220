import { InvalidArgumentError } from 'commander';

/** Reads a number of the command line. */
export function numberFrom(min: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value) && value >= min) return value;
    throw new InvalidArgumentError(`Allowed is a number from ${min}.`);
  };
}

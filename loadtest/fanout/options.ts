import { InvalidArgumentError } from 'commander';

const MOST_CLIENTS = 10_000;

/** Reads numbers of clients of the command line. */
export function clientCounts(text: string): number[] {
  const counts = text.split(',').map((each) => (/^\d+$/.test(each.trim()) ? Number(each) : Number.NaN));
  if (counts.every((count) => count >= 1 && count <= MOST_CLIENTS)) return counts;
  throw new InvalidArgumentError(`Allowed are integers from 1 to ${MOST_CLIENTS}, separated by commas.`);
}

/** Reads a list of the command line of which every entry must be known. */
export function listOf(known: readonly string[]): (text: string) => string[] {
  return (text) => {
    const given = text.split(',').map((each) => each.trim());
    const unknown = given.find((each) => !known.includes(each));
    if (unknown === undefined) return given;
    throw new InvalidArgumentError(`There is no ${JSON.stringify(unknown)}: allowed are ${known.join(', ')}.`);
  };
}

/** Reads an integer of the command line. */
export function integerFrom(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Allowed is an integer from ${min} to ${max}.`);
  };
}

import { InvalidArgumentError, Option } from 'commander';

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

/** Reads a number of the command line. */
export function numberFrom(min: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value) && value >= min) return value;
    throw new InvalidArgumentError(`Allowed is a number from ${min}.`);
  };
}

/** The load of a measurement. */
export interface Load {
  readonly brokers: 1 | 3;
  readonly symbols: number;
  readonly rate: number;
}

/** The options of every measurement. */
export const LOAD_OPTIONS: readonly Option[] = [
  new Option('--symbols <n>', 'how many symbols').argParser(numberFrom(1)).default(100),
  new Option('--rate <n>', 'quotes per second and symbol, evenly spread').argParser(numberFrom(0.01)).default(10),
  new Option('--brokers <n>', 'brokers per site').choices(['1', '3']).default('1'),
  new Option('--json', 'print JSON in place of Markdown'),
];

export interface GivenLoad {
  readonly brokers: '1' | '3';
  readonly symbols: number;
  readonly rate: number;
  readonly json?: true;
}

export function loadOf({ brokers, symbols, rate }: GivenLoad): Load {
  return { brokers: brokers === '3' ? 3 : 1, symbols, rate };
}

export function describeLoad({ brokers, symbols, rate }: Load): string {
  return `${symbols} symbols × ${rate} Hz, ${brokers} broker${brokers === 1 ? '' : 's'} a site`;
}

import { Option } from 'commander';
import { numberFrom } from './numbers.ts';

/** The load that a measurement puts on a topology. */
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

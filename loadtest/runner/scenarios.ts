import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = /^(\d\d)-([a-z-]+)\.ts$/;

export interface Scenario {
  /** As in `03`. */
  readonly number: string;
  readonly name: string;
  readonly file: string;
}

/** The default amount of load. */
export interface Amount {
  readonly seconds: number;
  readonly clients: number;
}

const NORMAL: Amount = { seconds: 60, clients: 100 };
const SHORT: Amount = { seconds: 15, clients: 30 };

/** What differs. A soak takes an hour; a cut must be longer than it takes prices to become stale. */
const AMOUNTS: Readonly<Record<string, { readonly normal?: Partial<Amount>; readonly short?: Partial<Amount> }>> = {
  smoke: { normal: { seconds: 3, clients: 1 }, short: { seconds: 3, clients: 1 } },
  soak: { normal: { seconds: 3_600 }, short: { seconds: 60 } },
  hybrid: { normal: { seconds: 90 }, short: { seconds: 30 } },
  'slow-clients': { normal: { seconds: 140 }, short: { seconds: 90 } },
  migration: { normal: { seconds: 240 }, short: { seconds: 120 } },
  breakpoint: { normal: { seconds: 180, clients: 2_000 }, short: { seconds: 30, clients: 300 } },
};

/**
 * With fewer seconds a scenario cannot show what it is for: the third of a cut in which prices become stale, a gateway that has time to come back, buffers that have time to fill,
 * k6's first look at the threshold of a breakpoint, quarters of a soak, four migrations.
 */
const LEAST_SECONDS: Readonly<Record<string, number>> = {
  hybrid: 12,
  'reconnect-storm': 15,
  'slow-clients': 70,
  soak: 60,
  breakpoint: 15,
  migration: 60,
};

/** Throws `AmountError`. */
export function checkAmount(name: string, { seconds }: Amount): void {
  const least = LEAST_SECONDS[name] ?? 0;
  if (seconds < least) throw new AmountError(`--seconds ${seconds}: ${name} needs at least ${least} to show anything`);
}

/** In a smaller market the buffers of a client that reads nothing are not full in time. */
const LEAST_SYMBOLS: Readonly<Record<string, number>> = { 'slow-clients': 50 };

/** Throws `AmountError`. */
export function checkMarket(name: string, symbols: number): void {
  const least = LEAST_SYMBOLS[name] ?? 0;
  if (symbols >= least) return;
  throw new AmountError(
    `${name} needs a market of at least ${least} symbols, and this one has ${symbols}: npm start -- --source simulated has 100`,
  );
}

export class AmountError extends Error {
  override readonly name = 'AmountError';
}

export class UnknownScenarioError extends Error {
  override readonly name = 'UnknownScenarioError';
}

export function amountOf(name: string, isShort: boolean): Amount {
  const { normal, short } = AMOUNTS[name] ?? {};
  return isShort ? { ...SHORT, ...short } : { ...NORMAL, ...normal };
}

/** The numbered scripts of a folder, in order. */
export async function listScenarios(folder: string): Promise<Scenario[]> {
  const names = (await readdir(folder)).toSorted();
  return names.flatMap((file) => {
    const [, number, name] = FILE.exec(file) ?? [];
    return number === undefined || name === undefined ? [] : [{ number, name, file: join(folder, file) }];
  });
}

/** By its number, with or without a leading zero, or its name. Throws `UnknownScenarioError`. */
export function findScenario(scenarios: readonly Scenario[], wanted: string): Scenario {
  const found = scenarios.find(({ number, name }) => name === wanted || number === wanted.padStart(2, '0'));
  if (found !== undefined) return found;
  const list = scenarios.map(({ number, name }) => `${number} ${name}`).join(', ');
  throw new UnknownScenarioError(`there is no scenario ${wanted}; there are: ${list}`);
}

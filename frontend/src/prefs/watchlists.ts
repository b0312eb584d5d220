import { isSymbol } from '@quotebridge/contracts/wire';

/** Symbols that somebody wants to see together, in the order in which they were added. */
export interface Watchlist {
  readonly name: string;
  readonly symbols: readonly string[];
}

export const MAX_NAME = 32;
export const MAX_LISTS = 50;
const MAX_SYMBOLS = 1_000;

/** A name as it is kept: no line is broken by it and no list is without one. `null` when nothing is left of it. */
export function readName(text: string): string | null {
  const name = text.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_NAME);
  return name === '' ? null : name;
}

export function readSymbols(values: readonly unknown[]): readonly string[] {
  return [...new Set(values.filter(isSymbol))].slice(0, MAX_SYMBOLS);
}

/** Reads lists that were stored, leaving out what is none. */
export function readWatchlists(value: unknown): readonly Watchlist[] {
  if (!Array.isArray(value)) return [];
  let lists: readonly Watchlist[] = [];
  for (const entry of value as unknown[]) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { name, symbols } = entry as Readonly<Record<string, unknown>>;
    if (typeof name === 'string' && Array.isArray(symbols)) lists = keep(lists, name, readSymbols(symbols));
  }
  return lists;
}

/** The lists with one more, or with one of that name replaced. */
export function keep(
  lists: readonly Watchlist[],
  rawName: string,
  symbols: readonly string[] = [],
): readonly Watchlist[] {
  const name = readName(rawName);
  if (name === null) return lists;
  const list = { name, symbols };
  const at = lists.findIndex((other) => other.name === name);
  return at < 0 ? [...lists, list].slice(0, MAX_LISTS) : lists.with(at, list);
}

/** The name, or the first of that name with a number behind it that no list has. */
export function freeName(lists: readonly Watchlist[], name: string): string {
  let free = name;
  for (let n = 2; lists.some((list) => list.name === free); n += 1) {
    const suffix = ` (${n})`;
    free = name.slice(0, MAX_NAME - suffix.length) + suffix;
  }
  return free;
}

export function remove(lists: readonly Watchlist[], name: string): readonly Watchlist[] {
  return lists.filter((list) => list.name !== name);
}

/** Adds a symbol to a list, or takes it out. */
export function toggle(lists: readonly Watchlist[], name: string, symbol: string): readonly Watchlist[] {
  const list = lists.find((other) => other.name === name) ?? { name, symbols: [] };
  const rest = list.symbols.filter((other) => other !== symbol);
  return keep(lists, name, rest.length < list.symbols.length ? rest : [...list.symbols, symbol]);
}

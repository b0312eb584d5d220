import { isSymbol } from '@quotebridge/contracts/wire';

/** A named list of symbols, in the order in which they were added. */
export interface Watchlist {
  readonly name: string;
  readonly symbols: readonly string[];
}

export const MAX_NAME = 32;
export const MAX_LISTS = 50;
const MAX_SYMBOLS = 1_000;

/** Normalizes a name: whitespace collapsed, length limited. `null` when nothing remains. */
export function readName(text: string): string | null {
  const name = text.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_NAME);
  return name === '' ? null : name;
}

export function readSymbols(values: readonly unknown[]): readonly string[] {
  return [...new Set(values.filter(isSymbol))].slice(0, MAX_SYMBOLS);
}

/** Reads stored lists and ignores invalid ones. */
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

/** The lists with one added, or replaced if it has the same name. */
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

/** The name, with the first free number appended if it is taken. */
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

/** Adds a symbol to a list, or removes it. */
export function toggle(lists: readonly Watchlist[], name: string, symbol: string): readonly Watchlist[] {
  const list = lists.find((other) => other.name === name) ?? { name, symbols: [] };
  const rest = list.symbols.filter((other) => other !== symbol);
  return keep(lists, name, rest.length < list.symbols.length ? rest : [...list.symbols, symbol]);
}

import type { Random } from '../random.ts';

const STARTS = [
  'Alder',
  'Ash',
  'Bram',
  'Brisk',
  'Cald',
  'Cinder',
  'Cor',
  'Dorn',
  'Drift',
  'Elm',
  'Fen',
  'Fjor',
  'Gale',
  'Garn',
  'Hal',
  'Hart',
  'Ilver',
  'Jun',
  'Kel',
  'Kest',
  'Lark',
  'Lor',
  'Marl',
  'Mor',
  'Nev',
  'Nor',
  'Oster',
  'Pel',
  'Quar',
  'Quill',
  'Rav',
  'Ren',
  'Sel',
  'Stav',
  'Tarn',
  'Thorn',
  'Ul',
  'Vant',
  'Ver',
  'Wend',
  'Wil',
  'Yar',
  'Zeph',
] as const;
const ENDS = [
  'bourne',
  'brook',
  'by',
  'dale',
  'don',
  'ex',
  'field',
  'gate',
  'holm',
  'ia',
  'ick',
  'land',
  'leigh',
  'mark',
  'mere',
  'mont',
  'more',
  'ora',
  'path',
  'ric',
  'ridge',
  'stead',
  'ton',
  'vale',
  'water',
  'well',
  'wick',
  'worth',
] as const;
const TRADES = [
  'Aerospace',
  'Analytics',
  'Biotech',
  'Brands',
  'Capital',
  'Chemicals',
  'Energy',
  'Foods',
  'Freight',
  'Health',
  'Holdings',
  'Hotels',
  'Instruments',
  'Insurance',
  'Logistics',
  'Materials',
  'Media',
  'Mining',
  'Motors',
  'Networks',
  'Optics',
  'Paper',
  'Pharma',
  'Power',
  'Rail',
  'Retail',
  'Robotics',
  'Semiconductor',
  'Shipping',
  'Software',
  'Steel',
  'Systems',
  'Telecom',
  'Textiles',
  'Timber',
  'Water',
] as const;
const CONSONANTS = 'BCDFGHJKLMNPQRSTVWXZ'.split('');

/** As many symbols as four-letter codes give without a long search: a quarter of them. */
export const MAX_INVENTED = 50_000;

export interface InventedName {
  readonly symbol: string;
  readonly name: string;
}

/**
 * Invents companies, all with different symbols: four letters, the name's first and then consonants, so that they
 * spell no words. With the same seed the first ones are the same however many are drawn.
 *
 * @param taken symbols that must not be used
 */
export function inventNames(count: number, taken: ReadonlySet<string>, random: Random): InventedName[] {
  if (!Number.isInteger(count) || count < 1 || count > MAX_INVENTED)
    throw new RangeError(`symbols ${count} must be an integer from 1 to ${MAX_INVENTED}`);
  const used = new Set(taken);
  return Array.from({ length: count }, () => {
    const name = `${pick(STARTS, random)}${pick(ENDS, random)} ${pick(TRADES, random)}`;
    let symbol = abbreviate(name);
    while (used.has(symbol)) symbol = `${symbol.charAt(0)}${drawConsonants(3, random)}`;
    used.add(symbol);
    return { symbol, name };
  });
}

function abbreviate(name: string): string {
  const consonants = name
    .slice(1)
    .toUpperCase()
    .split('')
    .filter((letter) => CONSONANTS.includes(letter));
  return `${name.charAt(0)}${consonants.slice(0, 3).join('')}`.toUpperCase();
}

function drawConsonants(count: number, random: Random): string {
  return Array.from({ length: count }, () => pick(CONSONANTS, random)).join('');
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random.uniform() * list.length)] as T;
}

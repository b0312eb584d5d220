/** The columns of the board, in display order. */
export const COLUMN_IDS = [
  'symbol',
  'name',
  'bidSize',
  'bid',
  'ask',
  'askSize',
  'spread',
  'last',
  'change',
  'changePercent',
  'range',
  'trail',
  'age',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export interface Column {
  readonly id: ColumnId;
  readonly title: string;
  /** Explains the title where it is not obvious. */
  readonly hint?: string;
  /** Minimum width in pixels, and on a narrow screen. */
  readonly width: number;
  readonly narrow?: number;
  /** How many prices it contains: long ones widen the column. */
  readonly prices?: 1 | 2;
  /** When space is short, the columns with the highest rank are hidden first. */
  readonly rank: number;
  readonly align: 'start' | 'end' | 'centre';
  readonly isSortable: boolean;
}

const DAY = 'since the first trade of the UTC day that is still stored';

export const COLUMNS: Readonly<Record<ColumnId, Column>> = {
  symbol: { id: 'symbol', title: 'Symbol', width: 96, narrow: 76, rank: 0, align: 'start', isSortable: true },
  name: { id: 'name', title: 'Name', width: 150, rank: 9, align: 'start', isSortable: true },
  bidSize: { id: 'bidSize', title: 'Bid size', width: 74, rank: 11, align: 'end', isSortable: true },
  bid: { id: 'bid', prices: 1, title: 'Bid', width: 92, narrow: 74, rank: 2, align: 'end', isSortable: true },
  ask: { id: 'ask', prices: 1, title: 'Ask', width: 92, narrow: 74, rank: 3, align: 'end', isSortable: true },
  askSize: { id: 'askSize', title: 'Ask size', width: 74, rank: 11, align: 'end', isSortable: true },
  spread: { id: 'spread', title: 'Spread', width: 66, rank: 8, align: 'end', isSortable: true },
  last: { id: 'last', prices: 1, title: 'Last', width: 92, narrow: 74, rank: 1, align: 'end', isSortable: true },
  change: { id: 'change', prices: 1, title: 'Change', hint: DAY, width: 78, rank: 7, align: 'end', isSortable: true },
  changePercent: {
    id: 'changePercent',
    title: 'Change %',
    hint: DAY,
    width: 82,
    narrow: 68,
    rank: 4,
    align: 'end',
    isSortable: true,
  },
  range: {
    id: 'range',
    prices: 2,
    title: 'Day range',
    hint: 'lowest and highest trade of the UTC day; the mark is the last trade',
    width: 176,
    rank: 10,
    align: 'centre',
    isSortable: false,
  },
  trail: {
    id: 'trail',
    title: '5 min',
    hint: 'last prices over five minutes',
    width: 104,
    rank: 5,
    align: 'centre',
    isSortable: false,
  },
  age: {
    id: 'age',
    title: 'Age',
    hint: 'since the quote was published',
    width: 62,
    rank: 6,
    align: 'end',
    isSortable: true,
  },
};

const NARROW_BELOW = 728;

/** Whether columns have their narrow width when this many pixels are available. */
export function isNarrow(room: number): boolean {
  return room < NARROW_BELOW;
}

/** The symbol names the row, so it cannot be left out. */
export function readColumns(value: unknown): readonly ColumnId[] {
  if (!Array.isArray(value)) return COLUMN_IDS;
  return COLUMN_IDS.filter((id) => id === 'symbol' || value.includes(id));
}

/** A price with this many digits fits into the minimum width of its column. */
const DIGITS = { wide: 7, narrow: 6 } as const;
/** The width of a digit, in pixels, in the widest of the fonts. */
const DIGIT = 8.5;

/** Minimum width of a column in pixels when the longest price has `longest` digits. */
function leastOf(column: Column, room: number, longestPrice: number): number {
  const narrow = isNarrow(room);
  const more = Math.max(0, longestPrice - (narrow ? DIGITS.narrow : DIGITS.wide));
  const width = narrow ? (column.narrow ?? column.width) : column.width;
  return width + Math.ceil((column.prices ?? 0) * more * DIGIT);
}

/** The chosen columns that fit. */
export function fitColumns(chosen: readonly ColumnId[], room: number, longestPrice: number): readonly Column[] {
  const columns = COLUMN_IDS.filter((id) => chosen.includes(id)).map((id) => COLUMNS[id]);
  const fitting = new Set<Column>();
  let left = room;
  for (const column of columns.toSorted((a, b) => a.rank - b.rank)) {
    const least = leastOf(column, room, longestPrice);
    if (least > left && fitting.size > 0) break;
    left -= least;
    fitting.add(column);
  }
  return columns.filter((column) => fitting.has(column));
}

/** The columns as `grid-template-columns`: spare width is distributed in proportion, most of it to the name. */
export function gridOf(columns: readonly Column[], room: number, longestPrice: number): string {
  return columns
    .map((column) => {
      const least = leastOf(column, room, longestPrice);
      return `minmax(${least}px, ${column.id === 'name' ? 3 * least : least}fr)`;
    })
    .join(' ');
}

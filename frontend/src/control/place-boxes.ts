import { COLUMNS } from './topology-view.ts';
import type { Box } from './topology-view.ts';

/** In pixels. */
interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Band extends Rectangle {
  readonly site: string;
}

export interface Placement {
  readonly boxes: ReadonlyMap<string, Rectangle>;
  /** The area of each site. */
  readonly bands: readonly Band[];
  readonly isVertical: boolean;
  readonly height: number;
}

/** Narrower than this, boxes stand below each other. */
const WIDE_FROM = 1_080;
const HEAD = 44;
const LINE = 22;
const PAD = 12;
const BAND_TOP = 30;
const GAP = 16;
/** For React Flow's name, below the last row. */
const FOOT = 20;
/** Between two rows: room for the label of a connection. */
const ROW_GAP = 38;
/** More between two sites: the link's label is larger, and stands outside both. */
const LINK_GAP = 10;
/** Relative widths of the columns, and of the gap after each: the link has the widest. */
const WIDTHS = [150, 180, 180, 180, 140, 120];
const GAPS = [76, 190, 56, 60, 44];

/** Places the boxes by column in a page of that width, so that nothing has to be zoomed. Pure. */
export function placeBoxes(boxes: readonly Box[], width: number): Placement {
  return width >= WIDE_FROM ? inColumns(boxes, width) : inRows(boxes, width);
}

function heightOf({ members, fact }: Box): number {
  return HEAD - (fact === '' ? 16 : 0) + LINE * members.length + (members.length === 0 ? 0 : 6);
}

function inColumns(boxes: readonly Box[], width: number): Placement {
  const total = [...WIDTHS, ...GAPS].reduce((sum, each) => sum + each, 0);
  const scale = (width - 2 * PAD) / total;
  const startOf = (column: number) =>
    PAD + scale * [...WIDTHS.slice(0, column), ...GAPS.slice(0, column)].reduce((sum, each) => sum + each, 0);
  const columns = Object.values(COLUMNS).map(
    (column) => [column, boxes.filter((box) => box.column === column)] as const,
  );
  const tallest = Math.max(0, ...columns.map(([, all]) => stackHeight(all)));
  const placed = new Map<string, Rectangle>();
  for (const [column, all] of columns) {
    let y = BAND_TOP + PAD;
    for (const box of all) {
      const height = heightOf(box);
      placed.set(box.id, { x: startOf(column), y, width: scale * (WIDTHS[column] ?? 0), height });
      y += height + GAP;
    }
  }
  // Each stands level with what it is connected to.
  for (const [column, besides] of [
    [COLUMNS.feed, boxes.filter(({ id, column: of }) => of === COLUMNS.origin && id.startsWith('brokers'))],
    [COLUMNS.door, boxes.filter(({ column: of }) => of === COLUMNS.services)],
    [COLUMNS.clients, boxes.filter(({ column: of }) => of === COLUMNS.door)],
  ] as const) {
    const centre = centreOf(besides.flatMap(({ id }) => placed.get(id) ?? []));
    const alone = boxes.filter((box) => box.column === column);
    const place = alone.length === 1 ? placed.get(alone[0]?.id ?? '') : undefined;
    if (place === undefined || centre === null) continue;
    placed.set(alone[0]?.id ?? '', { ...place, y: Math.max(BAND_TOP + PAD, centre - place.height / 2) });
  }
  const height = BAND_TOP + 2 * PAD + tallest;
  return { boxes: placed, bands: bandsOf(boxes, placed, height), isVertical: false, height };
}

/** The middle of what spans these, from the top; `null` for none. */
function centreOf(places: readonly Rectangle[]): number | null {
  if (places.length === 0) return null;
  const top = Math.min(...places.map(({ y }) => y));
  return (top + Math.max(...places.map(({ y, height }) => y + height))) / 2;
}

function stackHeight(boxes: readonly Box[]): number {
  return boxes.reduce((sum, box) => sum + heightOf(box), 0) + GAP * Math.max(0, boxes.length - 1);
}

function inRows(boxes: readonly Box[], width: number): Placement {
  const placed = new Map<string, Rectangle>();
  let y = 0;
  let site: string | null | undefined;
  for (const row of rowsOf(boxes)) {
    const changes = row[0]?.site !== site;
    site = row[0]?.site;
    y += changes ? BAND_TOP + (y === 0 ? 0 : PAD + LINK_GAP) : 0;
    const each = (width - 2 * PAD - GAP * (row.length - 1)) / row.length;
    row.forEach((box, index) => {
      placed.set(box.id, { x: PAD + index * (each + GAP), y, width: each, height: heightOf(box) });
    });
    y += Math.max(...row.map(heightOf)) + ROW_GAP;
  }
  return { boxes: placed, bands: bandsOf(boxes, placed), isVertical: true, height: y - ROW_GAP + PAD + FOOT };
}

/** Brokers and what watches them share a row, and so do API and gateways of a site: two boxes at most. */
function rowsOf(boxes: readonly Box[]): Box[][] {
  const rowOf = ({ id, column }: Box) => 2 * column + (/^(brokers|watchers)/.test(id) ? 0 : 1);
  const rows = [...new Set(boxes.map(rowOf))].toSorted((a, b) => a - b);
  return rows.map((row) => boxes.filter((box) => rowOf(box) === row));
}

/** @param height of every band; by default up to its last box. */
function bandsOf(boxes: readonly Box[], placed: ReadonlyMap<string, Rectangle>, height?: number): Band[] {
  const sites = [...new Set(boxes.flatMap(({ site }) => site ?? []))];
  return sites.map((site) => {
    const all = boxes.flatMap((box) => (box.site === site ? (placed.get(box.id) ?? []) : []));
    const left = Math.min(...all.map(({ x }) => x)) - PAD;
    const top = height === undefined ? Math.min(...all.map(({ y }) => y)) - BAND_TOP : PAD;
    const right = Math.max(...all.map(({ x, width }) => x + width)) + PAD;
    const bottom = Math.max(...all.map((one) => one.y + one.height)) + PAD;
    return { site, x: left, y: top, width: right - left, height: height === undefined ? bottom - top : height - top };
  });
}

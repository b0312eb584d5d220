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
  const placed = new Map<string, Rectangle>();
  const stack = (column: number, y: number): void => {
    for (const box of boxes.filter((one) => one.column === column && !isBeneath(one))) {
      const height = heightOf(box);
      placed.set(box.id, { x: startOf(column), y, width: scale * (WIDTHS[column] ?? 0), height });
      y += height + GAP;
    }
  };
  const top = BAND_TOP + PAD;
  // What has a single neighbour stands level with it.
  const level = (column: number, beside: (box: Box) => boolean): void => {
    const first = boxes.find((box) => box.column === column);
    const centre = centreOf(boxes.filter(beside).flatMap(({ id }) => placed.get(id) ?? []));
    if (first !== undefined) stack(column, Math.max(top, (centre ?? 0) - heightOf(first) / 2));
  };
  for (const column of [COLUMNS.origin, COLUMNS.mirror, COLUMNS.services]) stack(column, top);
  level(COLUMNS.feed, ({ column, id }) => column === COLUMNS.origin && isBroker(id));
  level(COLUMNS.door, ({ column }) => column === COLUMNS.services);
  level(COLUMNS.clients, ({ column }) => column === COLUMNS.door);
  // The origin's own API and gateways stand below both sites: from there nothing is in the way to the front door.
  const beneath = boxes.filter(isBeneath);
  const y = PAD + ROW_GAP + Math.max(0, ...[...placed.values()].map((one) => one.y + one.height));
  const each = (startOf(COLUMNS.origin) + scale * (WIDTHS[COLUMNS.origin] ?? 0) - PAD - GAP) / 2;
  beneath.forEach((box, index) => {
    placed.set(box.id, { x: PAD + index * (each + GAP), y, width: each, height: heightOf(box) });
  });
  const height = 2 * PAD + Math.max(0, ...[...placed.values()].map((one) => one.y + one.height));
  return { boxes: placed, bands: bandsOf(boxes, placed), isVertical: false, height };
}

function isBroker(id: string): boolean {
  return id.startsWith('brokers');
}

function isBeneath({ column, id }: Box): boolean {
  return column === COLUMNS.origin && !isBroker(id);
}

/** The middle of what spans these, from the top; `null` for none. */
function centreOf(places: readonly Rectangle[]): number | null {
  if (places.length === 0) return null;
  const top = Math.min(...places.map(({ y }) => y));
  return (top + Math.max(...places.map(({ y, height }) => y + height))) / 2;
}

function inRows(boxes: readonly Box[], width: number): Placement {
  const placed = new Map<string, Rectangle>();
  let y = 0;
  let site: string | null | undefined;
  for (const row of rowsOf(boxes)) {
    const next = row[0]?.[0]?.site;
    if (next !== site) y += next === null ? PAD : BAND_TOP + (y === 0 ? 0 : PAD + LINK_GAP);
    site = next;
    const each = (width - 2 * PAD - GAP * (row.length - 1)) / row.length;
    const bottoms = row.map((stack, index) => {
      let below = y;
      for (const box of stack) {
        placed.set(box.id, { x: PAD + index * (each + GAP), y: below, width: each, height: heightOf(box) });
        below += heightOf(box) + GAP;
      }
      return below - GAP;
    });
    y = Math.max(...bottoms) + ROW_GAP;
  }
  return { boxes: placed, bands: bandsOf(boxes, placed), isVertical: true, height: y - ROW_GAP + PAD + FOOT };
}

/** Rows of one or two stacks. The origin's own API and gateways stand beside its brokers, so that they are not in the way of the link. */
function rowsOf(boxes: readonly Box[]): Box[][][] {
  const of = (column: number, isIn: (box: Box) => boolean = () => true) =>
    boxes.filter((box) => box.column === column && isIn(box));
  const isWatcher = ({ id }: Box) => id.startsWith('watchers');
  const feed = of(COLUMNS.feed, (box) => !isWatcher(box));
  const watchers = of(COLUMNS.feed, isWatcher);
  const origin = of(COLUMNS.origin, ({ id }) => isBroker(id));
  const beneath = boxes.filter(isBeneath);
  const first =
    beneath.length === 0
      ? [[feed], [origin, watchers]]
      : [
          [feed, watchers],
          [origin, beneath],
        ];
  return [
    ...first,
    [of(COLUMNS.mirror, ({ id }) => isBroker(id)), of(COLUMNS.mirror, isWatcher)],
    of(COLUMNS.services).map((box) => [box]),
    [of(COLUMNS.door)],
    [of(COLUMNS.clients)],
  ]
    .map((row) => row.filter((stack) => stack.length > 0))
    .filter((row) => row.length > 0);
}

function bandsOf(boxes: readonly Box[], placed: ReadonlyMap<string, Rectangle>): Band[] {
  const sites = [...new Set(boxes.flatMap(({ site }) => site ?? []))];
  return sites.map((site) => {
    const all = boxes.flatMap((box) => (box.site === site ? (placed.get(box.id) ?? []) : []));
    const left = Math.min(...all.map(({ x }) => x)) - PAD;
    const top = Math.min(...all.map(({ y }) => y)) - BAND_TOP;
    const right = Math.max(...all.map(({ x, width }) => x + width)) + PAD;
    const bottom = Math.max(...all.map((one) => one.y + one.height)) + PAD;
    return { site, x: left, y: top, width: right - left, height: bottom - top };
  });
}

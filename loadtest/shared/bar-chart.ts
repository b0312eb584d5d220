const WIDTH = 860;
const LABELS = 270;
const NUMBERS = 90;
const BAR = 16;
const ROW = 46;
const TOP = 44;
const COLOURS = ['#2a6fdb', '#e08a1e'];

/** A group of bars: one for each series that has a value. */
export interface BarGroup {
  readonly label: string;
  /** In the order of the series. `text` is the number beside the bar. */
  readonly bars: readonly { readonly value: number; readonly text: string }[];
}

const escape = (text: string) => text.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Horizontal bars of at most two series, in an SVG that reads on light and dark pages. */
export function barChart(title: string, series: readonly string[], groups: readonly BarGroup[]): string {
  const most = Math.max(...groups.flatMap(({ bars }) => bars.map(({ value }) => value)));
  const height = TOP + groups.length * ROW;
  const rows = groups.flatMap(({ label, bars }, row) => {
    const y = TOP + row * ROW;
    const name = `<text x="${LABELS - 12}" y="${y + BAR + 5}" text-anchor="end">${escape(label)}</text>`;
    const drawn = bars.map(({ value, text }, index) => {
      const length = Math.max(1, Math.round((value / most) * (WIDTH - LABELS - NUMBERS)));
      const at = y + index * (BAR + 2);
      return `<rect x="${LABELS}" y="${at}" width="${length}" height="${BAR}" fill="${COLOURS[index]}"/><text x="${LABELS + length + 6}" y="${at + BAR - 3}">${escape(text)}</text>`;
    });
    return [name, ...drawn];
  });
  const legend = series.map(
    (name, index) =>
      `<rect x="${LABELS + index * 190}" y="12" width="12" height="12" fill="${COLOURS[index]}"/><text x="${LABELS + 18 + index * 190}" y="23">${escape(name)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="14" fill="#777">`,
    `<title>${escape(title)}</title>`,
    ...legend,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}

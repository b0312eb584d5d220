import type { Details } from '../api.ts';

type Day = Details['tradingHours']['days'][number];
const WEEK: readonly Day[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Trading days, with three or more in a row as a range: `Mon–Fri`, `Mon, Wed`. */
export function daysText(days: readonly Day[]): string {
  const runs: Day[][] = [];
  for (const [index, day] of WEEK.entries()) {
    if (!days.includes(day)) continue;
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1) === WEEK[index - 1]) run.push(day);
    else runs.push([day]);
  }
  return runs.map((run) => (run.length > 2 ? `${run[0]}–${run.at(-1)}` : run.join(', '))).join(', ');
}

/** When an instrument is traded, by the clock of its market. */
export function hoursText({ days, open, close, timeZone }: Details['tradingHours']): string {
  return `${daysText(days)} ${open}–${close} (${timeZone.replaceAll('_', ' ')})`;
}

import { TickMarkType } from 'lightweight-charts';
import type { Time } from 'lightweight-charts';
import { formatDay, formatMinute, formatTime } from '../board/format.ts';

/** Labels of the time axis, as elsewhere on the board: local time, and the UTC day for daily candles. */
export function chartTime(isDaily: boolean) {
  return {
    localization: { timeFormatter: (time: Time) => (isDaily ? formatDay(msOf(time), 'UTC') : exact(msOf(time))) },
    timeScale: {
      tickMarkFormatter: (time: Time, type: TickMarkType) => {
        const at = msOf(time);
        if (isDaily) return formatDay(at, 'UTC');
        if (type === TickMarkType.TimeWithSeconds) return formatTime(at);
        // A UTC day need not begin at midnight local time: show the hour.
        return type === TickMarkType.Time ? formatMinute(at) : `${formatDay(at)} ${formatMinute(at)}`;
      },
    },
  };
}

function exact(at: number): string {
  return `${formatDay(at)} ${formatTime(at)}`;
}

/** The board passes times to the chart only as seconds since the Unix epoch. */
function msOf(time: Time): number {
  return Number(time) * 1_000;
}

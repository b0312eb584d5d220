import { TickMarkType } from 'lightweight-charts';
import type { Time } from 'lightweight-charts';
import { formatDay, formatMinute, formatTime } from '../board/format.ts';

/** The times under a chart as everywhere on the board: in the reader's time zone, a candle of a day by its day of UTC. */
export function chartTime(isDaily: boolean) {
  return {
    localization: { timeFormatter: (time: Time) => (isDaily ? formatDay(msOf(time), 'UTC') : exact(msOf(time))) },
    timeScale: {
      tickMarkFormatter: (time: Time, type: TickMarkType) => {
        const at = msOf(time);
        if (isDaily) return formatDay(at, 'UTC');
        if (type === TickMarkType.TimeWithSeconds) return formatTime(at);
        // Where a day of UTC begins, another hour strikes elsewhere.
        return type === TickMarkType.Time ? formatMinute(at) : `${formatDay(at)} ${formatMinute(at)}`;
      },
    },
  };
}

function exact(at: number): string {
  return `${formatDay(at)} ${formatTime(at)}`;
}

/** The board gives a chart nothing but seconds since the Unix epoch. */
function msOf(time: Time): number {
  return Number(time) * 1_000;
}

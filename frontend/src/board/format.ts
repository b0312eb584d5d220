const locale = 'en';
/** More digits than any price in a message has. */
const MAX_FRACTION_DIGITS = 12;
const priceFormats = new Map<number, Intl.NumberFormat>();
const changeFormats = new Map<number, Intl.NumberFormat>();
const sizes = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 });
const counts = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const percents = new Intl.NumberFormat(locale, {
  style: 'percent',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
});
const shares = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const exactClock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

const hourAndMinute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const utcDayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

export function digitsOf(tickSize: string | undefined): number {
  return tickSize?.split('.')[1]?.length ?? 0;
}

/** Formats an exact decimal string without rounding, padded to the tick's digits so that a column is aligned. */
export function formatPrice(price: string, tickSize: string | undefined): string {
  const digits = digitsOf(tickSize);
  let format = priceFormats.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: MAX_FRACTION_DIGITS,
    });
    priceFormats.set(digits, format);
  }
  return format.format(price as `${number}`);
}

/** Width of a figure in digits: a separator is about half as wide as a digit. */
export function widthInDigits(figure: string): number {
  const digits = figure.replaceAll(/\D/g, '').length;
  return (digits + figure.length) / 2;
}

/** A difference between prices, with its sign. */
export function formatChange(change: number, tickSize: string | undefined): string {
  const digits = digitsOf(tickSize);
  let format = changeFormats.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: 'exceptZero',
    });
    changeFormats.set(digits, format);
  }
  return withMinus(format.format(change));
}

/** A fraction as a percentage, with its sign. */
export function formatPercent(part: number): string {
  return withMinus(percents.format(part));
}

/** Replaces the hyphen by a minus sign, which is as wide as a plus. */
function withMinus(figure: string): string {
  return figure.replace('-', '−');
}

/** A fraction as a whole percentage. */
export function formatShare(part: number): string {
  return shares.format(part);
}

export function formatSize(size: number): string {
  return sizes.format(size);
}

export function formatCount(count: number): string {
  return counts.format(count);
}

/** A number of bytes in a suitable unit. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${counts.format(bytes)} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** HH:MM:SS in the local time zone. */
export function formatTime(time: number): string {
  return clock.format(time);
}

/** HH:MM in the local time zone. */
export function formatMinute(time: number): string {
  return hourAndMinute.format(time);
}

/** Day and month, in the local time zone or in UTC. */
export function formatDay(time: number, zone: 'local' | 'UTC' = 'local'): string {
  return (zone === 'UTC' ? utcDayAndMonth : dayAndMonth).format(time);
}

/** HH:MM:SS.mmm in the local time zone. */
export function formatExactTime(time: number): string {
  return exactClock.format(time);
}

/** An age in a suitable unit. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  if (seconds < 1) return '<1 s';
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 100) return `${minutes} m`;
  const hours = Math.floor(minutes / 60);
  return hours < 100 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

const locale = 'en';
/** More digits than any price on the wire has. */
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

/** Shows an exact decimal string as it is, filled up to the tick's digits so that a column lines up. */
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

/** How wide a figure is, in digits: what is between them is about half as wide. */
export function widthInDigits(figure: string): number {
  const digits = figure.replaceAll(/\D/g, '').length;
  return (digits + figure.length) / 2;
}

/** A difference of prices, with its sign. */
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

/** A part of one in percent, with its sign. */
export function formatPercent(part: number): string {
  return withMinus(percents.format(part));
}

/** A minus as wide as a plus. */
function withMinus(figure: string): string {
  return figure.replace('-', '−');
}

/** A part of one in whole percent. */
export function formatShare(part: number): string {
  return shares.format(part);
}

export function formatSize(size: number): string {
  return sizes.format(size);
}

export function formatCount(count: number): string {
  return counts.format(count);
}

/** Bytes in the largest unit that says enough. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${counts.format(bytes)} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** HH:MM:SS in the reader's time zone. */
export function formatTime(time: number): string {
  return clock.format(time);
}

/** HH:MM in the reader's time zone. */
export function formatMinute(time: number): string {
  return hourAndMinute.format(time);
}

/** Day and month, in the reader's time zone or in that of the market's days. */
export function formatDay(time: number, zone: 'local' | 'UTC' = 'local'): string {
  return (zone === 'UTC' ? utcDayAndMonth : dayAndMonth).format(time);
}

/** HH:MM:SS.mmm in the reader's time zone. */
export function formatExactTime(time: number): string {
  return exactClock.format(time);
}

/** An age in the largest unit that says enough. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  if (seconds < 1) return '<1 s';
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 100) return `${minutes} m`;
  const hours = Math.floor(minutes / 60);
  return hours < 100 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

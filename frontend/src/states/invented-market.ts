import { fromTuple } from '@quotebridge/contracts/wire';
import type { Instrument, QuoteTuple } from '@quotebridge/contracts/wire';
import type { Api, Details } from '../api.ts';
import { dayStart } from '../trends/day.ts';
import { INTERVALS } from '../trends/intervals.ts';

const NAMES = ['Harbour Lines', 'Mill Foods', 'North Cable', 'Quay Steel', 'River Paper', 'Summit Freight'];
const SIZES = [100, 400, 1_200, 700, 3_500];

/** Deterministic prices: a wave for each instrument. */
function priceAt(index: number, time: number): number {
  const base = 18 + 37 * index;
  const phase = time / 90_000 + 1.7 * index;
  return base * (1 + 0.004 * Math.sin(phase) + 0.0015 * Math.sin(4.3 * phase));
}

export function inventInstrument(index: number): Instrument {
  const symbol = `DEMO${String(index).padStart(2, '0')}`;
  return { symbol, name: NAMES[index % NAMES.length] ?? '', currency: 'USD', tickSize: '0.01', source: 'simulated' };
}

export function inventQuote(index: number, seq: number, time: number): QuoteTuple {
  const price = priceAt(index, time);
  const [bidSize = 0, askSize = 0] = [SIZES[index % 5], SIZES[(index + 2) % 5]];
  const [bid, ask, last] = [price - 0.01, price + 0.01, price].map((value) => value.toFixed(2)) as [
    string,
    string,
    string,
  ];
  return [inventInstrument(index).symbol, seq, time, 1, bid, bidSize, ask, askSize, last, 0];
}

function inventDetails(symbol: string, index: number): Omit<Details, 'asOf' | 'stale'> {
  const { name, currency, tickSize } = inventInstrument(index);
  const tradingHours: Details['tradingHours'] = {
    timeZone: 'America/New_York',
    days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'],
    open: '09:30',
    close: '16:00',
  };
  const corporateActions: Details['corporateActions'] = [
    { type: 'dividend', exDate: '2030-03-14', text: 'Invented: 0.25 USD a share' },
  ];
  return { symbol, name, currency, tickSize, lotSize: 100, tradingHours, corporateActions, source: 'demo' };
}

/** An API without network access. */
export function inventApi(now: number): Api {
  const indexOf = (symbol: string) => Number(symbol.slice(-2));
  const candles: Api['candles'] = (symbol, interval, limit) => {
    const index = indexOf(symbol);
    const length = INTERVALS[interval];
    const newest = interval === '1d' ? dayStart(now) : Math.floor(now / length) * length;
    const made = Array.from({ length: limit }, (_, n) => {
      const start = newest - (limit - 1 - n) * length;
      const [open, middle, close] = [start, start + length / 2, start + length].map((time) => priceAt(index, time)) as [
        number,
        number,
        number,
      ];
      const [high, low] = [Math.max(open, middle, close), Math.min(open, middle, close)];
      const text = (price: number) => price.toFixed(2);
      return {
        start,
        open: text(open),
        high: text(high),
        low: text(low),
        close: text(close),
        quotes: 9,
        firstSeq: 1,
        lastSeq: 9,
        final: true,
      };
    });
    return Promise.resolve(made);
  };
  const history: Api['history'] = (symbol, { limit = 12, from_seq: newest = 900 }) =>
    Promise.resolve(
      Array.from({ length: limit }, (_, n) => {
        const time = now - (newest > 900 ? 40 : (n + 1) * 700);
        const quote = fromTuple(1, inventQuote(indexOf(symbol), newest - n, time));
        return { ...quote, streamSeq: 48_210 - 24 * n, stored: time + 2 };
      }),
    );
  return {
    candles,
    history,
    details: (symbol) =>
      Promise.resolve({
        ...inventDetails(symbol, indexOf(symbol)),
        asOf: now,
        stale: false,
      }),
    instruments: () => Promise.resolve([]),
    opens: () => Promise.resolve({ day: dayStart(now), bySymbol: new Map() }),
    quotes: () => Promise.resolve([]),
    status: () =>
      Promise.resolve({
        site: 'cloud',
        role: 'mirror',
        link: 'up',
        rtt: 0.6,
        lag: 0,
        alarms: [],
        lastError: null,
        streams: [],
        bridges: [],
        heartbeatAge: 300,
        clock: { offset: 2, agree: true },
        stale: null,
        complete: true,
        symbols: 24,
        totals: { received: 48_210, missing: 0, lost: 0, refused: 0 },
        now,
      }),
  };
}

import { useEffect, useState } from 'react';
import type { BoardSession } from '../desk.ts';
import type { Listing } from '../store/directory.ts';
import { formatPrice, widthInDigits } from './format.ts';

/**
 * The room that the longest price on the screen needs, in digits. It grows and never shrinks: columns do not go to and fro
 * with prices.
 */
export function useLongestPrice({ quotes, time }: BoardSession, rows: readonly Listing[], first: number, last: number) {
  const [longest, setLongest] = useState(0);
  useEffect(() => {
    const read = () => {
      const widths = rows.slice(first, last + 1).flatMap(({ symbol, instrument }) => {
        const quote = quotes.get(symbol)?.quote;
        if (quote === undefined) return [];
        return [quote.bid, quote.ask, quote.last].map((price) =>
          widthInDigits(formatPrice(price, instrument?.tickSize)),
        );
      });
      setLongest((before) => Math.max(before, ...widths));
    };
    read();
    return time.subscribe(read);
  }, [quotes, time, rows, first, last]);
  return longest;
}

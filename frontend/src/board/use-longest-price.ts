import { useEffect, useState } from 'react';
import type { BoardSession } from '../desk.ts';
import type { Listing } from '../store/directory.ts';
import { formatPrice, widthInDigits } from './format.ts';

/**
 * Width of the longest price on the screen, in digits. It never shrinks, so that column widths do not follow every price.
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

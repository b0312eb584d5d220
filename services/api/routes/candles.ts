import { STALE_AFTER_MS } from '@quotebridge/contracts/wire';
import { candlesAnswer } from '../answers.ts';
import type { CandlesAnswer } from '../answers.ts';
import { isSettled, quotesAsOf } from '../as-of.ts';
import { INTERVALS } from '../candles/interval.ts';
import type { AsOf } from '../candles/store.ts';
import type { ApiDeps } from '../deps.ts';
import { checkKnown } from '../newest.ts';
import { responses } from '../openapi/responses.ts';
import { candlesParameters, readParameters, symbolParameters, toBound } from '../parameters.ts';
import type { Route } from '../route.ts';
import { sendTagged, tagged } from '../send-json.ts';

/** Candles of one symbol, built from the last trade prices of the quotes in the stream. */
export const candlesRoute: Route = {
  path: '/v1/candles/{symbol}',
  tag: 'Instruments',
  describe: () => ({
    operationId: 'listCandles',
    summary: 'Open, high, low and close of the last trade price',
    description: 'The last candle is live: it changes with every quote until it is `final`.',
    requestParams: { path: symbolParameters, query: candlesParameters },
    responses: responses(candlesAnswer, 'Candles, the oldest first', [400, 404, 503], { isTagged: true }),
  }),
  handle: (deps) => {
    // A candle reported as final stays final, whatever happens to the link.
    let settled = 0;
    return async (request, response) => {
      const { interval, limit, as_of: text } = readParameters(candlesParameters, request.query);
      const { symbol } = readParameters(symbolParameters, request.params);
      checkKnown(deps, [symbol]);
      const asOf = text === undefined ? null : await resolve(deps, symbol, text);
      const until = asOf?.time ?? deps.now();
      const series = await deps.candles.series(symbol, interval, limit, asOf);
      const { freshness } = deps.quotes;
      // When nothing is missing, everything that the stream held this long ago is known.
      if (freshness.complete) settled = Math.max(settled, deps.now() - STALE_AFTER_MS);
      const length = INTERVALS[interval];
      const last = series.candles.at(-1);
      sendTagged(
        response,
        tagged(
          JSON.stringify({
            symbol,
            interval,
            candles: series.candles.slice(-limit).map((candle) => ({
              ...candle,
              final: candle !== last || candle.start + length <= Math.min(settled, until),
            })),
            stale: asOf === null ? freshness.stale : null,
            asOf: text ?? null,
          } satisfies CandlesAnswer),
        ),
      );
    };
  },
};

/** `null` for a bound in the future, which the live candles answer. */
async function resolve(deps: ApiDeps, symbol: string, text: string): Promise<AsOf | null> {
  const bound = toBound(text);
  if (!isSettled(deps, bound)) return null;
  const [newest] = await quotesAsOf(deps, [symbol], bound);
  if ('stored' in bound) return { text, newest, time: bound.stored };
  const place = await deps.reads.messageAt(bound.streamSeq);
  return { text, newest, time: place?.stored ?? deps.now() };
}

import type { Route } from '../route.ts';
import { candlesRoute } from './candles.ts';
import { demandRoute } from './demand.ts';
import { detailsRoute } from './details.ts';
import { historyRoute } from './history.ts';
import { instrumentsRoute } from './instruments.ts';
import { ledgerRoute } from './ledger.ts';
import { opensRoute } from './opens.ts';
import { quoteRoute } from './quote.ts';
import { quotesRoute } from './quotes.ts';
import { statusRoute } from './status.ts';
import { symbolLedgerRoute } from './symbol-ledger.ts';
import { tapeRoute } from './tape.ts';
import { streamRoute } from './stream.ts';

/** The most frequent first: Express tries one after the other. */
export const routes: readonly Route[] = [
  quotesRoute,
  quoteRoute,
  instrumentsRoute,
  historyRoute,
  candlesRoute,
  opensRoute,
  detailsRoute,
  streamRoute,
  tapeRoute,
  statusRoute,
  demandRoute,
  ledgerRoute,
  symbolLedgerRoute,
];

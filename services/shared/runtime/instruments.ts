import { decodeInstrument, INSTRUMENTS_STREAM, instrumentSubject, WireError } from '@quotebridge/contracts/wire';
import type { Instrument } from '@quotebridge/contracts/wire';
import type { Logger } from './log.ts';
import type { NatsConnection } from './nats.ts';
import { readStream } from './quotes/stream-reader.ts';

/** What is traded, by symbol, as the site's stream of instruments has it. Live. An empty message withdraws one. */
export interface Instruments extends AsyncDisposable {
  readonly isReady: boolean;
  readonly bySymbol: ReadonlyMap<string, Instrument>;
}

export function openInstruments({ nc, log }: { nc: NatsConnection; log: Logger }): Instruments {
  const stopping = new AbortController();
  const bySymbol = new Map<string, Instrument>();
  let isReady = false;
  const reading = readStream({
    nc,
    stream: INSTRUMENTS_STREAM,
    onMessage: (message) => {
      const text = message.string();
      if (text === '') {
        bySymbol.delete(message.subject.slice(instrumentSubject('').length));
        return;
      }
      try {
        const instrument = decodeInstrument(text);
        bySymbol.set(instrument.symbol, instrument);
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        log.warn({ subject: message.subject, rule: error.message }, 'refused an instrument');
      }
    },
    onSnapshot: () => {
      isReady = true;
    },
    onRestart: () => {
      bySymbol.clear();
      isReady = false;
    },
    log,
    signal: stopping.signal,
  });
  return {
    bySymbol,
    get isReady() {
      return isReady;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await reading;
    },
  };
}

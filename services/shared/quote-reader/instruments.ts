import { decodeInstrument, INSTRUMENTS_STREAM, instrumentSubject, WireError } from '@quotebridge/contracts/wire';
import type { Instrument } from '@quotebridge/contracts/wire';
import type { Logger, NatsConnection } from '@quotebridge/service-kit';
import { readStream } from './stream-reader.ts';

/** The instruments in the site's stream, by symbol. Live. An empty message withdraws an instrument. */
export interface Instruments extends AsyncDisposable {
  readonly isReady: boolean;
  readonly bySymbol: ReadonlyMap<string, Instrument>;
  /** Symbols that are no longer traded: nobody quotes them, and no heartbeat covers their last quotes. */
  readonly withdrawn: ReadonlySet<string>;
}

export interface InstrumentsOptions {
  readonly nc: NatsConnection;
  /** The prefix of the JetStream API for the connection's user. */
  readonly apiPrefix: string;
  readonly log: Logger;
  /** Called for each message that breaks the contract. It is logged and skipped. */
  readonly onRefused: (stream: string) => void;
}

export function openInstruments({ nc, apiPrefix, log, onRefused }: InstrumentsOptions): Instruments {
  const stopping = new AbortController();
  const bySymbol = new Map<string, Instrument>();
  const withdrawn = new Set<string>();
  let isReady = false;
  const reading = readStream({
    nc,
    apiPrefix,
    stream: INSTRUMENTS_STREAM,
    onMessage: (message) => {
      const text = message.string();
      if (text === '') {
        const symbol = message.subject.slice(instrumentSubject('').length);
        bySymbol.delete(symbol);
        withdrawn.add(symbol);
        return;
      }
      try {
        const instrument = decodeInstrument(text);
        if (message.subject !== instrumentSubject(instrument.symbol))
          throw new WireError('instrument.symbol', `must be that of ${message.subject}`);
        bySymbol.set(instrument.symbol, instrument);
        withdrawn.delete(instrument.symbol);
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        onRefused(INSTRUMENTS_STREAM);
        log.warn({ subject: message.subject, rule: error.message }, 'refused an instrument');
      }
    },
    onSnapshot: () => {
      isReady = true;
    },
    onRestart: () => {
      bySymbol.clear();
      withdrawn.clear();
      isReady = false;
    },
    log,
    signal: stopping.signal,
  });
  return {
    bySymbol,
    withdrawn,
    get isReady() {
      return isReady;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await reading;
    },
  };
}

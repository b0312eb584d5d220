export type Weekday = 'Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat' | 'Sun';

/** When an instrument is traded, by the clock of its market. */
export interface TradingHours {
  /** A name of the IANA time zone database, such as `America/New_York`. */
  readonly timeZone: string;
  readonly days: readonly Weekday[];
  /** `HH:MM`. */
  readonly open: string;
  /** `HH:MM`; earlier than `open` when the session ends the next day. */
  readonly close: string;
}

/** An event that changes what a holder of the instrument has. */
export interface CorporateAction {
  readonly type: 'dividend' | 'split' | 'merger' | 'other';
  /** The first day on which the instrument is traded without it, `YYYY-MM-DD`. */
  readonly exDate: string;
  /** For people. */
  readonly text: string;
}

/** Reference data of an instrument, maintained on-prem: what a desk looks up besides its prices. */
export interface InstrumentDetails {
  readonly symbol: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  /** The smallest price step, a decimal string. */
  readonly tickSize: string;
  /** Orders are for multiples of this many. */
  readonly lotSize: number;
  readonly tradingHours: TradingHours;
  /** The earliest first. */
  readonly corporateActions: readonly CorporateAction[];
  /** `demo`: invented for the demo, not facts about the company. `file`: from the file given to the service. */
  readonly source: 'demo' | 'file';
}

/** The reply to a request on `detailsSubject(symbol)`. */
export interface DetailsReply {
  /** `null` when the reference data do not have the instrument. */
  readonly details: InstrumentDetails | null;
}

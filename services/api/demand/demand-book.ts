import { demandSchema, demandSubject } from '@quotebridge/contracts';
import type { Demand } from '@quotebridge/contracts';

/** The sums over the gateways of a site. */
export interface DemandSums {
  /** Gateways whose messages are valid. */
  readonly gateways: number;
  /** Clients of the whole market. */
  readonly wholeMarket: number;
  /** Clients by symbol, without those of the whole market; above 0. */
  readonly bySymbol: ReadonlyMap<string, number>;
}

/** What the gateways of one site have reported: the last message of each subject. Pure. */
export class DemandBook {
  readonly #site: string;
  readonly #bySubject = new Map<string, Demand>();
  #newest = 0;

  constructor(site: string) {
    this.#site = site;
  }

  /** When the newest message was published, in milliseconds since the Unix epoch; 0 before the first. */
  get newest(): number {
    return this.#newest;
  }

  /** False for a message that breaks the contract. It is skipped. */
  record(subject: string, text: string): boolean {
    const parsed = demandSchema.safeParse(fromJson(text));
    if (!parsed.success) return false;
    const demand = parsed.data;
    if (subject !== demandSubject(this.#site, demand.symbol, demand.instance)) return false;
    this.#newest = Math.max(this.#newest, demand.time);
    if (demand.clients === 0) this.#bySubject.delete(subject);
    else this.#bySubject.set(subject, demand);
    return true;
  }

  /** The demand as of a time, in milliseconds since the Unix epoch. What has expired by then is dropped for good. */
  sumsAt(time: number): DemandSums {
    const gateways = new Set<string>();
    const bySymbol = new Map<string, number>();
    let wholeMarket = 0;
    for (const [subject, { instance, symbol, clients, expires }] of this.#bySubject) {
      if (expires <= time) {
        this.#bySubject.delete(subject);
        continue;
      }
      gateways.add(instance);
      if (symbol === null) wholeMarket += clients;
      else bySymbol.set(symbol, (bySymbol.get(symbol) ?? 0) + clients);
    }
    return { gateways: gateways.size, wholeMarket, bySymbol };
  }

  reset(): void {
    this.#bySubject.clear();
    this.#newest = 0;
  }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

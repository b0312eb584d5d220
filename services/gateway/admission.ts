import type { ConnectRefusal } from '@quotebridge/contracts/wire';
import { TokenBucket } from './token-bucket.ts';

export interface AdmissionLimits {
  readonly maxClients: number;
  /** 0: any number. */
  readonly maxClientsPerAddress: number;
  readonly connectRate: number;
  readonly connectBurst: number;
}

/** Decides who may connect: how many at a time, how many from one address, and how fast they may come. */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #bucket: TokenBucket;
  readonly #byAddress = new Map<string, number>();
  #clients = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
    this.#bucket = new TokenBucket(limits.connectRate, limits.connectBurst);
  }

  /** `null` when a client from this address may connect at `now` (milliseconds, by a monotonic clock), else why not. */
  refusal(address: string, now: number): ConnectRefusal | null {
    const { maxClients, maxClientsPerAddress } = this.#limits;
    if (this.#clients >= maxClients) return 'too_many_clients';
    if (maxClientsPerAddress > 0 && (this.#byAddress.get(address) ?? 0) >= maxClientsPerAddress)
      return 'too_many_from_address';
    return this.#bucket.take(now) ? null : 'too_many_connections';
  }

  came(address: string): void {
    this.#clients += 1;
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
  }

  left(address: string): void {
    this.#clients -= 1;
    const others = (this.#byAddress.get(address) ?? 1) - 1;
    if (others === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, others);
  }
}

import type { ConnectRefusal } from '@quotebridge/contracts/wire';

export interface AdmissionLimits {
  readonly maxClients: number;
  /** 0: any number. */
  readonly maxClientsPerAddress: number;
}

/** Decides whether there is room for a client: in all, and for one more from its address. */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #byAddress = new Map<string, number>();
  #clients = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** `null` when a client from this address may connect, else why not. */
  refusal(address: string): ConnectRefusal | null {
    const { maxClients, maxClientsPerAddress } = this.#limits;
    if (this.#clients >= maxClients) return 'too_many_clients';
    if (maxClientsPerAddress > 0 && (this.#byAddress.get(address) ?? 0) >= maxClientsPerAddress)
      return 'too_many_from_address';
    return null;
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

import type { ConnectRefusal } from '@quotebridge/contracts/wire';

export interface ClientLimits {
  readonly maxClients: number;
  /** 0 is no limit. */
  readonly maxClientsPerAddress: number;
}

/** Counts clients, in all and by address, against the limits. */
export class ClientCounts {
  readonly #limits: ClientLimits;
  readonly #byAddress = new Map<string, number>();
  #clients = 0;

  constructor(limits: ClientLimits) {
    this.#limits = limits;
  }

  /** Why a client from this address may not connect; `null` when it may. */
  refusal(address: string): ConnectRefusal | null {
    const { maxClients, maxClientsPerAddress } = this.#limits;
    if (this.#clients >= maxClients) return 'too_many_clients';
    if (maxClientsPerAddress > 0 && (this.#byAddress.get(address) ?? 0) >= maxClientsPerAddress)
      return 'too_many_from_address';
    return null;
  }

  add(address: string): void {
    this.#clients += 1;
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
  }

  remove(address: string): void {
    this.#clients -= 1;
    const remaining = (this.#byAddress.get(address) ?? 1) - 1;
    if (remaining === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, remaining);
  }
}

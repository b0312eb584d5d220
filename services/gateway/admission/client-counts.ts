import type { ConnectRefusal } from '@quotebridge/contracts/wire';

export interface ClientLimits {
  readonly maxClients: number;
  /** 0: any number. */
  readonly maxClientsPerAddress: number;
}

/** How many clients there are, in all and by address, and whether there is room for one more. */
export class ClientCounts {
  readonly #limits: ClientLimits;
  readonly #byAddress = new Map<string, number>();
  #clients = 0;

  constructor(limits: ClientLimits) {
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

  add(address: string): void {
    this.#clients += 1;
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
  }

  remove(address: string): void {
    this.#clients -= 1;
    const others = (this.#byAddress.get(address) ?? 1) - 1;
    if (others === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, others);
  }
}

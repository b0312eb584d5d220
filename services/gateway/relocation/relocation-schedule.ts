import type { Relocate, RelocationRequest } from '@quotebridge/contracts/wire';

export interface RelocationPlan extends Pick<RelocationRequest, 'withinMs' | 'deadlineMs'> {
  readonly reason: Relocate['reason'];
}

/** What is due now: clients to ask to relocate, and clients to close because they did not. */
export interface DueRelocations<Client> {
  readonly ask: readonly { readonly client: Client; readonly request: Relocate }[];
  readonly close: readonly Client[];
}

interface Planned {
  readonly askAt: number;
  readonly request: Relocate;
}

/**
 * Decides when each client is asked to relocate and when it is closed. The clients of a plan are asked one after the other, so
 * that they do not all arrive elsewhere at once. Of several plans for one client, the earliest times apply.
 *
 * All times in milliseconds, by a monotonic clock.
 */
export class RelocationSchedule<Client> {
  readonly #planned = new Map<Client, Planned>();
  /** When each client that was asked is closed. */
  readonly #closeAt = new Map<Client, number>();

  /** When something is due next; `null` when nothing is planned. */
  get nextAt(): number | null {
    let next = Number.POSITIVE_INFINITY;
    for (const { askAt } of this.#planned.values()) next = Math.min(next, askAt);
    for (const closeAt of this.#closeAt.values()) next = Math.min(next, closeAt);
    return next === Number.POSITIVE_INFINITY ? null : next;
  }

  add(clients: readonly Client[], { reason, withinMs, deadlineMs }: RelocationPlan, now: number): void {
    for (const [index, client] of clients.entries()) {
      const before = this.#planned.get(client);
      const askAt = now + (index * withinMs) / clients.length;
      this.#planned.set(client, {
        askAt: Math.min(askAt, before?.askAt ?? askAt),
        request: { reason, deadline: Math.min(deadlineMs, before?.request.deadline ?? deadlineMs) },
      });
    }
  }

  /** Returns what is due, once. */
  takeDue(now: number): DueRelocations<Client> {
    const ask = [];
    for (const [client, { askAt, request }] of this.#planned) {
      if (askAt > now) continue;
      this.#planned.delete(client);
      const closeAt = now + request.deadline;
      this.#closeAt.set(client, Math.min(closeAt, this.#closeAt.get(client) ?? closeAt));
      ask.push({ client, request });
    }
    const close = [...this.#closeAt].filter(([, closeAt]) => closeAt <= now).map(([client]) => client);
    for (const client of close) this.remove(client);
    return { ask, close };
  }

  /** Removes a client that has disconnected. True when it had been asked to relocate. */
  remove(client: Client): boolean {
    this.#planned.delete(client);
    return this.#closeAt.delete(client);
  }
}

/** Selects a share of the clients, spread evenly over all of them: at least one unless the share is 0. */
export function selectShare<Client>(clients: Iterable<Client>, share: number): Client[] {
  const all = [...clients];
  // Without the tolerance, 7 % of 100 would be 8.
  const count = Math.ceil(all.length * share - 1e-9);
  return Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)] as Client);
}

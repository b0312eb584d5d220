import { CONTRACTS_VERSION, RELOCATE_SUBJECT, relocationRequestSchema } from '@quotebridge/contracts';
import type { RelocationAnswer, RelocationRefusal } from '@quotebridge/contracts/wire';
import type { Logger, Msg, NatsConnection } from '@quotebridge/service-kit';
import { refuse } from '../requests/refusals.ts';
import type { Relocator } from './relocator.ts';

export interface ServeRelocationsDeps {
  readonly nc: NatsConnection;
  readonly relocator: Pick<Relocator, 'relocate'>;
  /** Names this gateway: unique among those of its site. */
  readonly instance: string;
  readonly site: string;
  readonly log: Logger;
}

/** How many accepted requests are remembered. */
const MAX_ACCEPTED = 1_000;

/**
 * Answers requests to move clients, for as long as the connection to the brokers is open. Requests are idempotent: one that was
 * accepted already gets the same answer and changes nothing.
 */
export function serveRelocations({ nc, relocator, instance, site, log }: ServeRelocationsDeps): void {
  const accepted = new Map<string, RelocationAnswer>();

  const answer = (message: Msg): RelocationAnswer | RelocationRefusal => {
    const { data, error } = relocationRequestSchema.safeParse(read(message));
    if (error !== undefined) return { error: refuse(error).message };
    const { id, ...request } = data;
    const known = accepted.get(id);
    if (known !== undefined) return known;
    const planned = relocator.relocate({ ...request, reason: 'move' });
    log.info({ ...data, ...planned }, 'relocating clients');
    const given: RelocationAnswer = { instance, site, ...planned, version: CONTRACTS_VERSION };
    accepted.set(id, given);
    const [oldest] = accepted.keys();
    if (accepted.size > MAX_ACCEPTED && oldest !== undefined) accepted.delete(oldest);
    return given;
  };
  nc.subscribe(RELOCATE_SUBJECT, {
    callback: (error, message) => {
      if (error === null) message.respond(JSON.stringify(answer(message)));
      // Most likely its user may not subscribe. Clients are served all the same.
      else log.error({ err: error }, 'cannot receive requests to relocate clients');
    },
  });
}

/** The JSON of a message; `undefined` when it is none, which the contract refuses. */
function read(message: Msg): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}

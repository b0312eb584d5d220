import type { IncomingMessage } from 'node:http';
import type { ConnectRefusal } from '@quotebridge/contracts/wire';
import { clientAddress } from './client-address.ts';
import { Admission } from './client-counts.ts';
import type { AdmissionLimits } from './client-counts.ts';
import { Turnstile } from './admission-queue.ts';
import { Visitor } from './pending-handshake.ts';

export interface EntranceLimits extends AdmissionLimits {
  readonly trustedProxies: number;
  /** New clients a second, and how many may wait for their turn. */
  readonly connectRate: number;
  readonly connectQueue: number;
}

export interface EntranceOptions {
  readonly limits: EntranceLimits;
  /** Once aborted, nobody is let in. */
  readonly stopping: AbortSignal;
  readonly onRefused: (refusal: ConnectRefusal) => void;
}

type Decide = (refusal: string | null, isAllowed: boolean) => void;

export interface Entrance extends Disposable {
  /** Decides about a client, now or when it is its turn. */
  readonly ask: (request: IncomingMessage, decide: Decide) => void;
  /** A client has been let in, and its connection tells when it leaves. */
  readonly came: (connection: Connected) => void;
}

interface Connected {
  readonly request: IncomingMessage;
  once(event: 'close', act: () => void): void;
}

/** Where clients come in: a handshake costs as much as hundreds of quotes, so a crowd comes in turn and not at once. */
export function createEntrance({ limits, stopping, onRefused }: EntranceOptions): Entrance {
  const admission = new Admission(limits);
  const turnstile = new Turnstile<Visitor>({ perSecond: limits.connectRate, maxWaiting: limits.connectQueue });
  let next: NodeJS.Timeout | undefined;
  const addressOf = (request: IncomingMessage) => clientAddress(request, limits.trustedProxies);
  const refusalOf = (request: IncomingMessage) =>
    stopping.aborted ? 'draining' : admission.refusal(addressOf(request));

  const turn = () => {
    next = undefined;
    for (const visitor of turnstile.turn(performance.now())) visitor.come(pass);
    if (!turnstile.isEmpty) next = setTimeout(turn, turnstile.everyMs);
  };
  /** Somebody did not want in any more: on to the next one. */
  const pass = () => {
    turnstile.giveBack();
    clearTimeout(next);
    turn();
  };
  return {
    ask(request, decide) {
      const answer = (refusal: ConnectRefusal | null) => {
        if (refusal !== null) onRefused(refusal);
        decide(refusal, refusal === null);
      };
      const refusal = refusalOf(request) ?? (turnstile.isFull ? 'too_many_connections' : null);
      if (refusal !== null) {
        answer(refusal);
        return;
      }
      turnstile.arrive(new Visitor(request.socket, () => answer(refusalOf(request))));
      if (next === undefined) turn();
    },
    came(connection) {
      const address = addressOf(connection.request);
      admission.came(address);
      connection.once('close', () => admission.left(address));
    },
    [Symbol.dispose]: () => clearTimeout(next),
  };
}

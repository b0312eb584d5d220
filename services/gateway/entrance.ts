import type { IncomingMessage } from 'node:http';
import type { ConnectRefusal } from '@quotebridge/contracts/wire';
import { clientAddress } from './address.ts';
import { Admission } from './admission.ts';
import type { AdmissionLimits } from './admission.ts';
import { Turnstile } from './turnstile.ts';

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

interface Visitor {
  readonly enter: () => void;
  readonly isGone: boolean;
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
    for (const visitor of turnstile.turn(performance.now())) visitor.enter();
    if (!turnstile.isEmpty) next = setTimeout(turn, turnstile.everyMs);
  };
  return {
    ask(request, decide) {
      const answer = (refusal: ConnectRefusal | null) => {
        if (refusal !== null) onRefused(refusal);
        decide(refusal, refusal === null);
      };
      const visitor = {
        enter: () => answer(refusalOf(request)),
        get isGone() {
          return request.socket.destroyed;
        },
      };
      const refusal = refusalOf(request);
      if (refusal !== null) answer(refusal);
      else if (!turnstile.arrive(visitor)) answer('too_many_connections');
      else if (next === undefined) turn();
    },
    came(connection) {
      const address = addressOf(connection.request);
      admission.came(address);
      connection.once('close', () => admission.left(address));
    },
    [Symbol.dispose]: () => clearTimeout(next),
  };
}

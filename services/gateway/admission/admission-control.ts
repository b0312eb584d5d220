import type { IncomingMessage } from 'node:http';
import type { ConnectRefusal } from '@quotebridge/contracts/wire';
import { AdmissionQueue } from './admission-queue.ts';
import { clientAddress } from './client-address.ts';
import { ClientCounts } from './client-counts.ts';
import type { ClientLimits } from './client-counts.ts';
import { HANDSHAKE_ADVICE, isSupportedProtocol } from './handshake-advice.ts';
import type { HandshakeFault } from './handshake-advice.ts';
import { PendingHandshake } from './pending-handshake.ts';

export interface AdmissionLimits extends ClientLimits {
  readonly trustedProxies: number;
  /** New clients a second, and how many more may queue. */
  readonly connectRate: number;
  readonly connectQueue: number;
}

export interface AdmissionOptions {
  readonly limits: AdmissionLimits;
  /** Once aborted, every client is refused. */
  readonly stopping: AbortSignal;
  readonly onRefused: (refusal: ConnectRefusal | HandshakeFault) => void;
}

type Decide = (refusal: string | null, isAllowed: boolean) => void;

export interface AdmissionControl extends Disposable {
  /** Decides whether a client may connect, at once or after it has queued. */
  readonly decide: (request: IncomingMessage, decide: Decide) => void;
  /** Counts an admitted client until its connection closes. */
  readonly connected: (connection: Connected) => void;
}

interface Connected {
  readonly request: IncomingMessage;
  once(event: 'close', act: () => void): void;
}

/** Rate-limits new connections: a handshake costs as much as hundreds of quotes, so excess connections queue. */
export function createAdmissionControl({ limits, stopping, onRefused }: AdmissionOptions): AdmissionControl {
  const counts = new ClientCounts(limits);
  const queue = new AdmissionQueue<PendingHandshake>({
    perSecond: limits.connectRate,
    maxWaiting: limits.connectQueue,
  });
  let next: NodeJS.Timeout | undefined;
  const addressOf = (request: IncomingMessage) => clientAddress(request, limits.trustedProxies);
  const refusalOf = (request: IncomingMessage) => (stopping.aborted ? 'draining' : counts.refusal(addressOf(request)));

  const admitNext = () => {
    const { admitted, abandoned } = queue.take(performance.now());
    for (const handshake of abandoned) handshake.discard();
    for (const handshake of admitted) handshake.admit();
    next = queue.isEmpty ? undefined : setTimeout(admitNext, queue.intervalMs);
  };
  return {
    decide(request, decide) {
      if (!isSupportedProtocol(request)) {
        onRefused('unsupported_protocol');
        decide(HANDSHAKE_ADVICE.unsupported_protocol, false);
        return;
      }
      const answer = (refusal: ConnectRefusal | null) => {
        if (refusal !== null) onRefused(refusal);
        decide(refusal, refusal === null);
      };
      const refusal = refusalOf(request) ?? (queue.isFull ? 'too_many_connections' : null);
      if (refusal !== null) {
        answer(refusal);
        return;
      }
      queue.add(new PendingHandshake(request.socket, () => answer(refusalOf(request))));
      if (next === undefined) admitNext();
    },
    connected(connection) {
      const address = addressOf(connection.request);
      counts.add(address);
      connection.once('close', () => counts.remove(address));
    },
    [Symbol.dispose]: () => clearTimeout(next),
  };
}

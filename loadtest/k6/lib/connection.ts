import { WebSocket } from 'k6/websockets';
import { checkBatch } from '../../../services/shared/contracts/wire/index.ts';
import type {
  GatewayStatus,
  QuoteBatch,
  ResumePoint,
  SubscribeAck,
} from '../../../services/shared/contracts/wire/index.ts';
import * as measures from './metrics.ts';
import { GATEWAY_URL } from './settings.ts';
import { SocketIoClient } from './socket-io.ts';

const URL = `${GATEWAY_URL.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
/** A client that lost its connection reconnects after a random time up to this, in milliseconds. */
export const RECONNECT_WITHIN_MS = 1_000;
/** As long as the client library waits for an answer until it dials anew, in milliseconds. */
const ANSWER_WITHIN_MS = 5_000;
/** Packets a second, as a board asks for. k6's JavaScript is slow: it must not become what is measured. */
const MAX_RATE = 20;
/** One in so many packets is checked against the whole contract; the account would show a violation in any of them. */
const CHECK_EVERY = 20;

/** A gateway's answer to an accepted subscription. */
export type Accepted = SubscribeAck & { readonly ok: true };

export interface ConnectionHandlers {
  /** What the client holds already: the snapshot need not repeat it. */
  readonly resume?: () => readonly ResumePoint[];
  readonly onSnapshot: (answer: Accepted) => void;
  readonly onQuotes: (batch: QuoteBatch) => void;
  readonly onStatus: (status: GatewayStatus) => void;
  readonly onRelocate?: () => void;
  /** Called once, whichever side ended it. `code`: that of the WebSocket's close frame, where there was one. */
  readonly onClose: (why: string, code?: number) => void;
}

export interface Connection {
  close(): void;
}

/** Dials the gateway and subscribes. A subscription that is refused or unanswered ends the connection. */
export function openConnection(symbols: readonly string[], handlers: ConnectionHandlers): Connection {
  let packets = 0;

  const subscribe = () => {
    const resume = handlers.resume?.() ?? [];
    const request = { symbols, maxRate: MAX_RATE, ...(resume.length > 0 && { resume }) };
    opened.ask('subscribe', request, (answer) => {
      clearTimeout(unanswered);
      const ack = answer as SubscribeAck;
      if (ack.ok) {
        handlers.onSnapshot({ ...ack, snapshot: ack.snapshot.map(checkBatch) });
        return;
      }
      // A gateway that has just started refuses with this code; the client reconnects.
      if (ack.error.code !== 'not_ready') measures.recordClientError(`${ack.error.code}: ${ack.error.message}`);
      opened.close();
    });
  };

  const receive = (name: string, value: unknown) => {
    if (name === 'quotes') {
      packets += 1;
      handlers.onQuotes(packets % CHECK_EVERY === 1 ? checkBatch(value) : (value as QuoteBatch));
    } else if (name === 'status') handlers.onStatus(value as GatewayStatus);
    else if (name === 'relocate') handlers.onRelocate?.();
  };

  const opened = new SocketIoClient(new WebSocket(URL) as never, {
    onConnect: subscribe,
    onEvent: (name, [value]) => {
      try {
        receive(name, value);
      } catch (error) {
        measures.recordClientError(String(error));
      }
    },
    onClose: (why, code) => {
      clearTimeout(unanswered);
      handlers.onClose(why, code);
    },
  });
  const unanswered = setTimeout(() => {
    console.warn(`a client had no answer within ${ANSWER_WITHIN_MS / 1_000} s and dials anew: ${opened.progress}`);
    opened.close();
  }, ANSWER_WITHIN_MS);
  return opened;
}

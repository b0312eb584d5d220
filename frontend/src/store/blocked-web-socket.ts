import type { ConnectionState } from '@quotebridge/client';

/** How long a connection may take before HTTP is tried, and the interval after that, in milliseconds. */
const ASK_AFTER_MS = 5_000;

const BLOCKED = 'the gateway is reachable by HTTP but not by WebSocket: a proxy or a filter seems to block it';

export interface BlockedWebSocketDeps {
  /** Whether the gateway answers HTTP. */
  readonly isReachable: () => Promise<boolean>;
  readonly onBlocked: (text: string) => void;
}

/** While there is no connection, finds out whether only WebSocket is blocked. */
export class BlockedWebSocket implements Disposable {
  readonly #deps: BlockedWebSocketDeps;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(deps: BlockedWebSocketDeps) {
    this.#deps = deps;
    this.#start();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  connection(state: ConnectionState): void {
    if (state === 'connected') this[Symbol.dispose]();
    else if (this.#timer === undefined) this.#start();
  }

  #start(): void {
    const timer = setInterval(() => void this.#ask(timer), ASK_AFTER_MS);
    this.#timer = timer;
  }

  async #ask(timer: ReturnType<typeof setInterval>): Promise<void> {
    // It may have connected meanwhile.
    if ((await this.#deps.isReachable()) && this.#timer === timer) this.#deps.onBlocked(BLOCKED);
  }
}

/** Whether the gateway answers over HTTP. Only a gateway answers 400: when it is down, the front door answers 502 or 503. */
export async function isGatewayReachable(origin: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ASK_AFTER_MS);
    const { status } = await fetch(`${origin}/socket.io/?EIO=4&transport=websocket`, { cache: 'no-store', signal });
    return status === 400;
  } catch {
    return false;
  }
}

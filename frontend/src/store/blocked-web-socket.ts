import type { ConnectionState } from '@quotebridge/client';

/** How long a connection may take before it is asked why there is none, and how often after that, in milliseconds. */
const ASK_AFTER_MS = 5_000;

const BLOCKED = 'HTTP reaches the gateway and WebSocket does not: a proxy or a filter in between seems to block it';

export interface BlockedWebSocketDeps {
  /** Whether the gateway answers HTTP. */
  readonly isReachable: () => Promise<boolean>;
  readonly onBlocked: (text: string) => void;
}

/** Finds out, while there is no connection, whether it is WebSocket alone that does not get through. */
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

/** Whether a gateway refuses an HTTP request as only a gateway does: one that is down is answered for by the front door. */
export async function isGatewayReachable(origin: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ASK_AFTER_MS);
    const { status } = await fetch(`${origin}/socket.io/?EIO=4&transport=websocket`, { cache: 'no-store', signal });
    return status === 400;
  } catch {
    return false;
  }
}

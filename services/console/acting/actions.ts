import type { LinkAction, ProcessAction } from '@quotebridge/contracts/wire';

/** A service or a broker that runs. */
export interface ActionableProcess {
  readonly name: string;
  readonly actions: readonly ProcessAction[];
}

/** What can be done to the demo. Each way of running implements it, or offers nothing. */
export interface Actions {
  processes(): Promise<readonly ActionableProcess[]>;
  /** Idempotent. */
  actOnLink(action: LinkAction): Promise<void>;
  /** A restart resolves once the process is ready again. Throws `NoSuchProcessError`. */
  actOnProcess(name: string, action: ProcessAction): Promise<void>;
}

/** Nothing of that name runs, or not what the action is for. The message names what is allowed. */
export class NoSuchProcessError extends Error {
  override readonly name = 'NoSuchProcessError';
}

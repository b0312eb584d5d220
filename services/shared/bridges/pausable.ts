import { unknown } from './check.ts';
import type { Declarations, DeclaredBridge } from './schema.ts';

export type PausableBridge = Extract<DeclaredBridge, { readonly mode: 'replicate' }>;

/** A bridge that does not exist, or cannot be paused, with the reason. */
export class PauseRefusedError extends Error {
  override readonly name = 'PauseRefusedError';
}

const REASONS = {
  bridge: 'nothing of it is stored, so what is published meanwhile would be lost',
  aggregate: 'pausing it would need every origin of its sources',
  transform: 'the broker maps at arrival, and there is nothing to hold back',
} as const;

/** The bridge of that name, if it can be paused: its origin keeps what it does not deliver meanwhile. Throws `PauseRefusedError`. */
export function pausableBridge({ bridges }: Declarations, name: string): PausableBridge {
  const found = bridges.find((bridge) => bridge.name === name);
  if (found === undefined) {
    const names = bridges.map((bridge) => bridge.name);
    throw new PauseRefusedError(unknown('bridge', name, names));
  }
  if (found.mode === 'replicate') return found;
  const reason = REASONS[found.mode];
  throw new PauseRefusedError(
    `only bridges of mode replicate can be paused: ${name} has mode ${found.mode}; ${reason}`,
  );
}

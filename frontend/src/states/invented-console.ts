import type { AccountPhase, ConsoleReceipt, ConsoleState } from '@quotebridge/contracts/wire';

export interface InventedConsole {
  readonly phase: AccountPhase;
  readonly held?: number;
  /** For how long nothing has come, in milliseconds. */
  readonly downFor?: number;
  readonly receipt?: ConsoleReceipt;
}

const DELIVERED = 48_210;

/** What a console would send at that moment, in milliseconds since the Unix epoch. */
export function inventConsole(
  now: number,
  { phase, held = 0, downFor = 8_000, receipt }: InventedConsole,
): ConsoleState {
  const isDown = phase === 'held';
  const arriving = phase === 'draining' ? 4_000 : 282;
  return {
    time: now,
    sites: [
      { site: 'onprem', role: 'origin', reachable: true, rate: 282 },
      { site: 'cloud', role: 'mirror', reachable: true, rate: isDown ? 0 : arriving },
    ],
    link: {
      from: 'onprem',
      to: 'cloud',
      state: isDown ? 'down' : 'up',
      since: isDown ? now - downFor : null,
      rtt: isDown ? null : 0.2,
      rate: isDown ? 0 : arriving,
      cable: isDown ? 'cut' : 'whole',
    },
    account: { phase, published: DELIVERED + held, delivered: DELIVERED, inFlight: 0, held, lost: 0 },
    services: [{ name: 'gateway', service: 'gateway', site: 'cloud', ready: true, wanted: true, clients: 1 }],
    brokers: [],
    shares: [],
    stage: 2,
    migration: null,
    receipts: receipt === undefined ? [] : [receipt],
    actions: ['cut', 'restore'],
  };
}

/** A receipt of an outage that ended a minute before. */
export function inventReceipt(now: number, more: Partial<ConsoleReceipt> = {}): ConsoleReceipt {
  const to = now - 60_000;
  return {
    number: 3,
    cause: 'link',
    from: to - 20_400,
    to,
    held: 7_651,
    recovered: 7_651,
    lost: 0,
    duplicates: 0,
    ...more,
  };
}

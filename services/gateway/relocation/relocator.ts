import type { RelocationRequest } from '@quotebridge/contracts/wire';
import type { Connection } from '../requests/connection.ts';
import { RelocationSchedule, selectShare } from './relocation-schedule.ts';
import type { RelocationPlan } from './relocation-schedule.ts';

/**
 * What became of a client that was asked to relocate. `moved`: it closed its connection properly, as a client does that is
 * connected elsewhere by then. `closed`: it did not, and was closed at the deadline. `left`: its connection was lost before.
 */
export type RelocationOutcome = 'moved' | 'closed' | 'left';

export interface RelocatorDeps {
  readonly connections: ReadonlySet<Connection>;
  readonly onRelocated: (outcome: RelocationOutcome) => void;
}

export interface Relocator extends Disposable {
  /** Plans the relocation of a share of the clients, and returns how many there are and how many move. */
  relocate(plan: RelocationPlan & Pick<RelocationRequest, 'share'>): {
    readonly clients: number;
    readonly moving: number;
  };
  /** To be called with each client that has disconnected, and Socket.IO's reason. */
  disconnected(connection: Connection, reason: string): void;
}

/** What Socket.IO reports when the client closes its side of the connection with a disconnect packet. */
const CLIENT_DISCONNECTED = 'client namespace disconnect';
/** The least time between two rounds, in milliseconds. */
const MIN_ROUND_MS = 10;

/** Asks clients to relocate, by a schedule, and closes those that do not. It waits for no client to arrive anywhere. */
export function createRelocator({ connections, onRelocated }: RelocatorDeps): Relocator {
  const schedule = new RelocationSchedule<Connection>();
  let timer: NodeJS.Timeout | undefined;

  const round = () => {
    const { ask, close } = schedule.takeDue(performance.now());
    for (const { client, request } of ask) client.sendRelocate(request);
    for (const client of close) client.closeUnrelocated();
    const { nextAt } = schedule;
    timer = nextAt === null ? undefined : setTimeout(round, Math.max(MIN_ROUND_MS, nextAt - performance.now()));
  };
  return {
    relocate({ share, ...plan }) {
      const moving = selectShare(connections, share);
      schedule.add(moving, plan, performance.now());
      clearTimeout(timer);
      round();
      return { clients: connections.size, moving: moving.length };
    },
    disconnected(connection, reason) {
      const wasAsked = schedule.remove(connection);
      if (connection.transport.closedFor === 'relocated') onRelocated('closed');
      else if (wasAsked) onRelocated(reason === CLIENT_DISCONNECTED ? 'moved' : 'left');
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

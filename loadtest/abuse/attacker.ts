import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ATTACKS } from './attacks.ts';
import type { AttackName } from './attacks.ts';
import { closed } from './speak.ts';

/** A process of its own: whoever means ill, always bounded in number and time, and only ever on this machine. */

export interface AttackOrder {
  readonly attack: AttackName;
  readonly port: number;
  readonly seconds: number;
}

/** What the gateway did with it, each by how often. */
export type Outcomes = Record<string, number>;

async function attackAsTold({ attack, port, seconds }: AttackOrder): Promise<Outcomes> {
  const outcomes: Outcomes = {};
  const sockets = new Set<Socket>();
  const end = performance.now() + seconds * 1_000;
  const run = ATTACKS[attack].run({
    left: () => end - performance.now(),
    connect() {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
    count(outcome) {
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    },
  });
  await Promise.race([run, delay(seconds * 1_000)]);
  const ended = Array.from(sockets, closed);
  for (const socket of sockets) socket.destroy();
  await Promise.all(ended);
  return outcomes;
}

process.on('message', (order: AttackOrder) => {
  void attackAsTold(order).then((outcomes) => process.send?.(outcomes));
});
process.once('disconnect', () => process.exit());

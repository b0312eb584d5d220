import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ATTACKS } from './attacks.ts';
import type { Attack, AttackName } from './attacks.ts';
import { closed } from './raw-websocket.ts';

/** The attacker, in a process of its own: always bounded in number and time, and only ever against this machine. */

export interface AttackOrder {
  readonly attack: AttackName;
  /** `settle`: clients join that are served in the quiet phase too. `leave`: all disconnect. */
  readonly part: 'settle' | 'leave' | 'run';
  readonly port: number;
  readonly seconds: number;
}

/** What the gateway did, each outcome with its count. */
export type Outcomes = Record<string, number>;

const sockets = new Set<Socket>();

async function leave(): Promise<void> {
  const ended = Array.from(sockets, closed);
  for (const socket of sockets) socket.destroy();
  await Promise.all(ended);
}

async function runAttack({ attack, part, port, seconds }: AttackOrder): Promise<Outcomes> {
  const outcomes: Outcomes = {};
  if (part === 'leave') {
    await leave();
    return outcomes;
  }
  const end = performance.now() + seconds * 1_000;
  const { settle, run }: Attack = ATTACKS[attack];
  const act = part === 'settle' ? settle : run;
  const acting = act?.({
    left: () => end - performance.now(),
    connect() {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
    leave,
    count(outcome) {
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    },
  });
  await Promise.race([acting, delay(seconds * 1_000)]);
  if (sockets.size > 0) outcomes['still connected'] = sockets.size;
  return outcomes;
}

process.on('message', (order: AttackOrder) => {
  void runAttack(order).then((outcomes) => process.send?.(outcomes));
});
process.once('disconnect', () => process.exit());

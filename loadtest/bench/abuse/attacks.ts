import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { watchlist } from '../fanout/workload.ts';
import { closeCode, closed, frame, garbage, readUntil, upgrade, UPGRADE } from './raw-websocket.ts';

interface Attacker {
  /** Milliseconds until it has to end. */
  readonly left: () => number;
  readonly connect: () => Socket;
  readonly count: (outcome: string) => void;
  /** Disconnects all clients at once. */
  readonly leave: () => Promise<void>;
}

export interface Attack {
  readonly title: string;
  /** Lets clients join slowly that are connected in the quiet phase too. */
  readonly settle?: (attacker: Attacker) => Promise<void>;
  /** They have disconnected before the attack. */
  readonly isAfterLeaving?: true;
  readonly run: (attacker: Attacker) => Promise<void>;
}

export type AttackName = keyof typeof ATTACKS;

const PACE_MS = 20;
const MEBIBYTE = 1_048_576;
const CROWD = 1_000;
/** How long clients take to join that are connected before an attack, in seconds. */
export const SETTLE_S = 10;

/** Does something at a rate for as long as the attack lasts, without waiting for the result. */
async function every(perSecond: number, attacker: Attacker, act: () => Promise<void>): Promise<void> {
  const started = performance.now();
  const under: Promise<void>[] = [];
  for (let done = 0; attacker.left() > 0; await delay(PACE_MS)) {
    for (const due = ((performance.now() - started) / 1_000) * perSecond; done < due; done += 1) under.push(act());
  }
  await Promise.all(under);
}

/** A client of the gateway that has joined. */
async function join(attacker: Attacker): Promise<Socket | null> {
  const socket = attacker.connect();
  const answer = await upgrade(socket);
  attacker.count(answer);
  if (answer !== 'accepted') return null;
  socket.write(frame('40'));
  await readUntil(socket, '40{');
  return socket;
}

async function joinAndWatchNothing(attacker: Attacker): Promise<void> {
  (await join(attacker))?.resume();
}

/** One that has sent a subscription too. */
async function joinAndRequest(attacker: Attacker, symbols: readonly string[]): Promise<Socket | null> {
  const socket = await join(attacker);
  socket?.write(frame(`420${JSON.stringify(['subscribe', { symbols }])}`));
  return socket;
}

let joined = 0;

/** A client with a watchlist of its own that has its snapshot and continues to read. */
async function joinAndSubscribe(attacker: Attacker): Promise<void> {
  joined += 1;
  const socket = await joinAndRequest(attacker, watchlist(joined, 'distinct'));
  if (socket === null) return;
  await readUntil(socket, '430[');
  attacker.count('subscribed');
  socket.resume();
}

/** Counts the code with which the gateway closes a connection, once it has. */
async function untilClosed(attacker: Attacker, socket: Socket): Promise<void> {
  let last: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => (last = chunk));
  await closed(socket);
  attacker.count(`closed with ${closeCode(last) ?? 'no code'}`);
}

export const ATTACKS = {
  none: {
    title: 'none: what the machine does to the figures by itself',
    run: (attacker) => delay(attacker.left()),
  },
  flood: {
    title: 'connection flood: 1,000 new connections a second, kept',
    run: (attacker) =>
      every(1_000, attacker, async () => {
        attacker.count(await upgrade(attacker.connect()));
      }),
  },
  storm: {
    title: 'subscribe storm: 20 clients, 8,000 requests a second',
    async run(attacker) {
      const request = frame(`420${JSON.stringify(['subscribe', { symbols: watchlist(0, 'distinct') }])}`);
      const storm = async () => {
        while (attacker.left() > 0) {
          const socket = await joinAndRequest(attacker, watchlist(0, 'distinct'));
          if (socket === null) return;
          const ended = untilClosed(attacker, socket);
          while (!socket.closed && attacker.left() > 0) {
            socket.write(Buffer.concat(Array.from({ length: 8 }, () => request)));
            await Promise.race([ended, delay(PACE_MS)]);
          }
        }
      };
      await Promise.all(Array.from({ length: 20 }, storm));
    },
  },
  burst: {
    title: 'burst: 50,000 requests in one write, again and again',
    async run(attacker) {
      const request = frame(`420${JSON.stringify(['subscribe', { symbols: watchlist(0, 'distinct') }])}`);
      const requests = Buffer.concat(Array.from({ length: 50_000 }, () => request));
      while (attacker.left() > 0) {
        const socket = await joinAndRequest(attacker, watchlist(0, 'distinct'));
        if (socket === null) return;
        const ended = untilClosed(attacker, socket);
        socket.write(requests);
        await ended;
      }
    },
  },
  frames: {
    title: 'huge and malformed frames: 200 a second',
    run: (attacker) =>
      every(200, attacker, async () => {
        const socket = attacker.connect();
        const answer = await upgrade(socket);
        if (answer !== 'accepted') {
          attacker.count(answer);
          return;
        }
        const wrongs = [
          frame(garbage(MEBIBYTE)),
          frame('4', 2 ** 40),
          garbage(100),
          frame('not of Engine.IO'),
          Buffer.concat([frame('40'), frame('42["subscribe",')]),
        ];
        socket.write(wrongs[Math.floor(Math.random() * wrongs.length)] ?? '');
        await untilClosed(attacker, socket);
      }),
  },
  slow: {
    title: 'slow handshakes: 500 connections, a byte a second each',
    async run(attacker) {
      const drip = async () => {
        const socket = attacker.connect();
        const ended = closed(socket).then(() => attacker.count('closed with no code'));
        for (const byte of UPGRADE) {
          if (socket.closed || attacker.left() <= 0) break;
          socket.write(byte);
          await Promise.race([ended, delay(1_000)]);
        }
      };
      await Promise.all(Array.from({ length: 500 }, drip));
    },
  },
  departure: {
    title: 'departure: 1,000 clients that watch nothing leave at once, and come back at leisure',
    settle: (attacker) => every(CROWD / SETTLE_S, attacker, () => joinAndWatchNothing(attacker)),
    async run(attacker) {
      await attacker.leave();
      await every(CROWD / SETTLE_S, attacker, () => joinAndWatchNothing(attacker));
    },
  },
  comeback: {
    title: 'reconnect storm: 1,000 clients of a gateway that is gone, at once',
    settle: (attacker) => every(CROWD / SETTLE_S, attacker, () => joinAndSubscribe(attacker)),
    isAfterLeaving: true,
    async run(attacker) {
      await Promise.all(Array.from({ length: CROWD }, () => joinAndSubscribe(attacker)));
    },
  },
} satisfies Record<string, Attack>;

import { startChild } from '../../local/child.ts';
import { createWanProxy, type WanProxy } from '../../local/wan-proxy.ts';
import type { Bed } from '../beds/bed.ts';
import type { Fault } from '../fault.ts';
import { ourClient } from '../observe/our-client.ts';
import { plainClient } from '../observe/plain-client.ts';
import type { Receiver } from '../observe/receiver.ts';
import type { SleeperState } from '../observe/sleeper.ts';

const UNANSWERED_MS = 15_000;
/** Prices from before it slept must not look fresh for longer than this when it wakes, in milliseconds. */
const FRESH_WHILE_OLD_MS = 1_000;
const SLEEPER = new URL('../observe/sleeper.ts', import.meta.url).pathname;

/** A laptop that is closed and opened again, in another network: nothing of its old connection arrives, and nothing ends it. */
export function receiverSleeps(name: string, seconds: number): Fault {
  let findings: readonly string[] = [];
  return {
    name: `receiver-sleeps-${name}`,
    what: `A client sleeps (SIGSTOP) for ${seconds} s and wakes (SIGCONT); the packets of its old connection are dropped, without a reset.`,
    needs: [],
    lacks: notOnThisMachine,
    expects: { shown: [] },
    async inject(bed, { hold, until, note }) {
      findings = [];
      await using proxy = await proxyTo(bed);
      let state: SleeperState | null = null;
      const child = startChild({
        entry: SLEEPER,
        flags: [],
        env: { SLEEPER_URL: `http://127.0.0.1:${proxy.port}` },
        onLine: (line) => {
          state = JSON.parse(line) as SleeperState;
        },
      });
      const isWell = () => state?.isWell === true;
      try {
        await until('the client is fresh and complete', isWell);
        process.kill(child.pid ?? Number.NaN, 'SIGSTOP');
        await hold((seconds * 1_000) / 2);
        proxy.abandon();
        await hold((seconds * 1_000) / 2);
        const wokeAt = performance.now();
        state = null;
        process.kill(child.pid ?? Number.NaN, 'SIGCONT');
        await until('the client is fresh and complete after it woke', isWell);
        note(`fresh and complete ${((performance.now() - wokeAt) / 1_000).toFixed(1)} s after it woke`);
        findings = findingsOf(state);
      } finally {
        await child.kill();
      }
    },
    check: async () => findings,
  };
}

function findingsOf(state: SleeperState | null): string[] {
  if (state === null) return ['the client reported nothing'];
  const { missing, duplicates, outOfOrder } = state.counts;
  return [
    missing + duplicates + outOfOrder > 0 &&
      `the client counts ${missing} missing, ${duplicates} duplicates, ${outOfOrder} out of order`,
    state.freshWhileOldMs > FRESH_WHILE_OLD_MS &&
      `the client showed old prices as fresh for ${(state.freshWhileOldMs / 1_000).toFixed(1)} s`,
  ].filter((finding) => finding !== false);
}

/** A proxy between a client and its gateway that accepts the connection and never answers. */
export const upgradeUnanswered: Fault = {
  name: 'upgrade-unanswered',
  what: `For ${UNANSWERED_MS / 1_000} s a proxy accepts the TCP connections of two new clients and never answers their upgrade; then it works for new connections.`,
  needs: [],
  lacks: notOnThisMachine,
  expects: { shown: [] },
  async inject(bed, { hold, until, note }) {
    await using proxy = await proxyTo(bed);
    proxy.cut();
    const url = `http://127.0.0.1:${proxy.port}`;
    using ours = ourClient(url);
    using plain = plainClient(url);
    await hold(UNANSWERED_MS);
    const looked = [ours, plain].filter(({ isFresh }) => isFresh).map(({ name }) => name);
    if (looked.length > 0) throw new Error(`${looked.join(' and ')} showed fresh prices without a connection`);
    proxy.abandon();
    proxy.restore();
    const from = performance.now();
    const waitFor = async (client: Receiver) => {
      await until(`${client.name} is fresh and complete`, () => client.isWell);
      note(
        `${client.name} fresh and complete ${((performance.now() - from) / 1_000).toFixed(1)} s after the proxy answers`,
      );
    };
    await Promise.all([waitFor(ours), waitFor(plain)]);
  },
};

function proxyTo({ url }: Bed): Promise<WanProxy> {
  return createWanProxy({ port: 0, targets: [Number(new URL(url).port)] });
}

function notOnThisMachine({ url }: Bed): string | null {
  const { hostname } = new URL(url);
  return ['localhost', '127.0.0.1'].includes(hostname) ? null : 'the proxy leads to this machine only';
}

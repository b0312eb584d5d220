import type { Fault } from '../fault.ts';
import { consumersAt, isReplicated } from './leader.ts';

const SITES = ['onprem', 'cloud'] as const;
/** A broker that is killed while it creates a consumer leaves one that nobody reads: the server deletes it after the `inactive_threshold` of 5 minutes. */
const UNREAD_MS = 360_000;

/** Every broker is asked to go (SIGUSR2), one after the other. */
export const rollingRestart: Fault = {
  name: 'rolling-restart',
  what: 'Every broker of both sites is restarted with lame duck mode, the next one when the streams have all their replicas again.',
  needs: ['lameDuck'],
  brokers: 3,
  expects: { shown: [], neverShown: ['stale:clock', 'stale:feed'] },
  async inject(bed, { until }) {
    for (const site of SITES) {
      for (const broker of bed.brokers(site)) {
        await broker.signal('SIGUSR2');
        await until(`${broker.name} has ended`, async () => !(await broker.isRunning()));
        await broker.start();
        await until(`the stream of ${site} is fully replicated`, () => isReplicated(bed, site));
      }
    }
  },
};

/** Brokers are killed in turn. What they leave behind must not grow: consumers are the fixed ones and one for each reader. */
export function brokersRestarted(times: number): Fault {
  let before: readonly number[] = [];
  return {
    name: `brokers-restarted-${times}`,
    what: `Under load, ${times} times a broker of either site is killed (SIGKILL) and started at once; afterwards the streams have as many consumers as before, at the latest when the server deletes those that nobody reads.`,
    needs: ['kill', 'killOften'],
    expects: { shown: [], neverShown: ['stale:clock'] },
    async inject(bed, { until }) {
      before = await Promise.all(SITES.map((site) => consumersAt(bed, site)));
      for (let turn = 0; turn < times; turn += 1) {
        const site = SITES[turn % SITES.length] ?? 'onprem';
        const brokers = bed.brokers(site);
        const broker = brokers[Math.floor(turn / SITES.length) % brokers.length];
        await broker?.kill();
        await broker?.start();
        if (brokers.length > 1) await until(`the stream of ${site} is fully replicated`, () => isReplicated(bed, site));
      }
    },
    async check(bed, { until, note }) {
      const after = () => Promise.all(SITES.map((site) => consumersAt(bed, site)));
      const text = (counts: readonly number[]) => counts.map((count, index) => `${SITES[index]} ${count}`).join(', ');
      const first = text(await after());
      const from = performance.now();
      try {
        await until('as many consumers as before', async () => text(await after()) === text(before), UNREAD_MS);
        const took =
          first === text(before) ? '' : ` (${first} until ${Math.round((performance.now() - from) / 1_000)} s later)`;
        note(`consumers: ${text(before)}, before and after${took}`);
        return [];
      } catch {
        return [`consumers before: ${text(before)}; after: ${text(await after())}`];
      }
    },
  };
}

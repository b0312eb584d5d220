import type { TargetBroker } from '../../drivers/injector.ts';
import type { Expectation, Fault } from '../fault.ts';
import { leaderAt } from './leader.ts';

const DOWN_MS = 3_000;

/** What is seen of a killed broker: with one, prices cannot come; with three, at most an election. */
function expectsOf(site: 'onprem' | 'cloud', brokers: 1 | 3): Expectation {
  if (brokers === 3) return { shown: [], neverShown: ['stale:clock'] };
  return site === 'onprem'
    ? { shown: [['stale:link', 'stale:feed'], ['link:down']] }
    : { shown: [['stale:reader', 'unreachable']] };
}

/** The leader of a site's stream of quotes is killed. With one broker, that is the site's only one. */
export function leaderKilled(site: 'onprem' | 'cloud', brokers: 1 | 3): Fault {
  let killed: TargetBroker | undefined;
  return {
    name: `broker-leader-killed-${site}`,
    what: `The broker that leads the stream of quotes at ${site} is killed (SIGKILL) and starts again ${DOWN_MS / 1_000} s later.`,
    needs: ['kill'],
    isQuick: brokers === 1,
    expects: expectsOf(site, brokers),
    async inject(bed, { hold, note }) {
      killed = await leaderAt(bed, site);
      note(`killed ${killed.name}`);
      await killed.kill();
      await hold(DOWN_MS);
    },
    heal: async () => killed?.start(),
  };
}

/** A broker that follows the leader of the stream of quotes. `index`: which of the two. */
export function followerKilled(site: 'onprem' | 'cloud', index: 0 | 1): Fault {
  let killed: TargetBroker | undefined;
  return {
    name: `broker-follower-${index + 1}-killed-${site}`,
    what: `A broker that follows the leader of the stream of quotes at ${site} is killed (SIGKILL) and starts again ${DOWN_MS / 1_000} s later.`,
    needs: ['kill'],
    brokers: 3,
    expects: { shown: [], neverShown: ['stale:clock'] },
    async inject(bed, { hold, note }) {
      const leader = await leaderAt(bed, site);
      killed = bed.brokers(site).filter(({ name }) => name !== leader.name)[index];
      if (killed === undefined) throw new Error(`${site} has no other broker`);
      note(`killed ${killed.name}`);
      await killed.kill();
      await hold(DOWN_MS);
    },
    heal: async () => killed?.start(),
  };
}

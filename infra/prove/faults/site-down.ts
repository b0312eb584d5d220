import type { Bed } from '../beds/bed.ts';
import type { Fault } from '../fault.ts';

const DOWN_MS = 10_000;
const KILLED_MS = 2_000;

/** A whole site: its brokers without notice, its services as they are stopped. */
export function siteDown(site: 'onprem' | 'cloud'): Fault {
  let stopped: readonly string[] = [];
  return {
    name: `site-down-${site}`,
    what: `Every broker and service of ${site} is down for ${DOWN_MS / 1_000} s.`,
    needs: ['kill', 'stop'],
    expects: { shown: [site === 'cloud' ? ['unreachable'] : ['stale:link']], neverShown: ['stale:clock'] },
    async inject(bed, { hold }) {
      const services = bed.services.filter((service) => service.site === site && service.isWanted);
      stopped = services.map(({ name }) => name);
      await Promise.all([
        ...bed.brokers(site).map((broker) => broker.kill()),
        ...services.map((service) => service.stop()),
      ]);
      await hold(DOWN_MS);
    },
    async heal(bed) {
      await Promise.all(bed.brokers(site).map((broker) => broker.start()));
      await Promise.all(stopped.map((name) => bed.service(name).restart()));
    },
  };
}

/** Power is gone everywhere. */
export const everythingKilled: Fault = {
  name: 'everything-killed',
  what: 'Every broker and every service of both sites is killed at once (SIGKILL), then everything is started.',
  needs: ['kill'],
  expects: { shown: [['unreachable', 'stale:reader', 'stale:link']], neverShown: ['stale:clock'] },
  async inject(bed, { hold }) {
    const services = await Promise.all(
      bed.services.map(async (service) => ((await service.isRunning()) ? [service] : [])),
    );
    await Promise.all([...brokersOf(bed), ...services.flat()].map((one) => one.kill()));
    await hold(KILLED_MS);
  },
  async heal(bed) {
    await Promise.all(brokersOf(bed).map((broker) => broker.start()));
    await Promise.all(bed.services.filter(({ isWanted }) => isWanted).map((service) => service.ready()));
  },
};

function brokersOf(bed: Bed) {
  return ['onprem', 'cloud'].flatMap((site) => bed.brokers(site));
}

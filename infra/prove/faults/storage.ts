import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import { purge, siteManager } from '@quotebridge/testkit';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { Bed } from '../beds/bed.ts';
import type { Fault } from '../fault.ts';

const FULL_MS = 15_000;
/** Far more than fits into the origin's retention. */
const BEYOND_RETENTION_MS = 40_000;
const UNSEEN_MS = 5_000;

export function diskFull(site: 'onprem' | 'cloud'): Fault {
  const code = site === 'onprem' ? 'origin-not-stored' : 'not-stored';
  return {
    name: `disk-full-${site}`,
    what: `The disks of the brokers of ${site} are full for ${FULL_MS / 1_000} s, then there is room again.`,
    needs: ['disks'],
    bed: 'small-disks',
    expects: { shown: [[`alarm:${code}`], ['incomplete']], neverShown: ['stale:clock'] },
    async inject(bed, { hold }) {
      await bed.fillDisks(site);
      await hold(FULL_MS);
    },
    heal: (bed) => bed.freeDisks(site),
  };
}

/** It must lose quotes, and must not hide it. */
export const retentionExceeded: Fault = {
  name: 'retention-exceeded',
  what: `The link is cut for ${BEYOND_RETENTION_MS / 1_000} s at 5,000 quotes/s while the origin keeps 16 MiB: quotes are lost, which has to be reported.`,
  needs: ['cut'],
  bed: 'short-retention',
  expects: { shown: [['alarm:expired'], ['stale:link']], loses: 'reported' },
  async inject({ link }, { hold }) {
    await link.cut();
    await hold(BEYOND_RETENTION_MS);
  },
  heal: ({ link }) => link.restore(),
};

/** What only the origin has is gone with a purge, and must not be hidden either. */
export const originPurged: Fault = {
  name: 'origin-purged',
  what: `The origin is purged while the link is cut, ${UNSEEN_MS / 1_000} s of quotes before the mirror could receive them: they are lost, which has to be reported.`,
  needs: ['cut'],
  bed: 'disposable',
  expects: { shown: [['alarm:origin-purged'], ['stale:link']], loses: 'reported' },
  async inject(bed, { hold }) {
    await bed.link.cut();
    await hold(UNSEEN_MS);
    await asBridge(bed, 'onprem', (jsm) => purge(jsm, QUOTES_STREAM));
  },
  heal: ({ link }) => link.restore(),
};

/** Ends as the runbook says: the operator keeps the new origin. */
export const originAnew: Fault = {
  name: 'origin-anew',
  what: 'The origin is deleted and made anew, numbers begin at 1 under a greater epoch. When the alarm is shown, the mirror is deleted, to be filled from the new origin.',
  needs: ['stop'],
  bed: 'disposable',
  expects: { shown: [['alarm:origin-anew'], ['stale:mirror', 'stale:feed']], originAnew: true },
  async inject(bed, { until }) {
    const feed = bed.service('feed');
    await feed.stop();
    await asBridge(bed, 'onprem', async ({ streams }) => {
      await streams.delete(QUOTES_STREAM);
      await until('the bridge declares the origin again', async () => (await streams.info(QUOTES_STREAM)) !== null);
    });
    await feed.restart();
    await until('the status shows the alarm', async () => {
      const status = (await (await fetch(`${bed.url}/v1/status`)).json()) as { alarms: readonly { code: string }[] };
      return status.alarms.some(({ code }) => code === 'origin-anew');
    });
  },
  heal: (bed) => asBridge(bed, 'cloud', async ({ streams }) => void (await streams.delete(QUOTES_STREAM))),
};

/** Acts with the rights of a site's bridge service. */
async function asBridge(bed: Bed, site: string, act: (jsm: JetStreamManager) => Promise<void>): Promise<void> {
  const nc = await bed.connect(site, 'bridge');
  try {
    await act(await siteManager(nc));
  } finally {
    await nc.close();
  }
}

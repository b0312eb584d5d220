import type { Fault } from '../fault.ts';

const FULL_MS = 15_000;
/** Far more than fits into the origin's retention. */
const BEYOND_RETENTION_MS = 40_000;

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

/** The one fault that must lose quotes, and must not hide it. */
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

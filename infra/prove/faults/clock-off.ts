import type { Fault } from '../fault.ts';

const LASTS_MS = 8_000;

/** The clocks of the cloud's services jump. */
export function clockOff(name: string, aheadMs: number): Fault {
  const direction = aheadMs < 0 ? 'behind' : 'ahead';
  return {
    name: `clock-${name}-${direction}`,
    what: `The clocks of the cloud's services jump by ${Math.abs(aheadMs) / 1_000} s: they are ${direction} for ${LASTS_MS / 1_000} s.`,
    needs: [],
    bed: 'off-clock',
    expects: { shown: [['stale:clock']], neverShown: ['stale:feed'] },
    async inject(bed, { hold }) {
      await bed.setCloudClock(aheadMs);
      await hold(LASTS_MS);
    },
    heal: (bed) => bed.setCloudClock(0),
  };
}

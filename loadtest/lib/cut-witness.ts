import type { GatewayStatus } from '../../services/shared/contracts/wire/index.ts';
import { sawMoment } from './measures.ts';

export interface Cut {
  /** Milliseconds since the Unix epoch. */
  readonly cutAt: number;
  readonly restoreAt: number;
}

/** Notes for one client when it saw that prices are stale after a cut, fresh and then whole after the end of it. */
export function witnessOf({ cutAt, restoreAt }: Cut) {
  let sawStale = false;
  let sawFresh = false;
  let sawWhole = false;
  return (status: GatewayStatus, now: number, isWhole: boolean): void => {
    const isStale = status.stale !== null;
    if (!sawStale && isStale && now >= cutAt) {
      sawStale = true;
      sawMoment('stale', now - cutAt);
    }
    if (now < restoreAt || isStale) return;
    if (!sawFresh) {
      sawFresh = true;
      sawMoment('fresh', now - restoreAt);
    }
    if (!sawWhole && status.complete && isWhole) {
      sawWhole = true;
      sawMoment('complete', now - restoreAt);
    }
  };
}

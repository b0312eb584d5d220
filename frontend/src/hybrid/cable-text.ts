import type { LinkAction } from '@quotebridge/contracts/wire';
import type { StripView } from './account-view.ts';
import type { TaskTexts } from './OperatorDialog.tsx';

interface CableTexts extends TaskTexts {
  /** Where there is little room. */
  readonly short: string;
}

export const CABLE_TEXTS: Record<LinkAction, CableTexts> = {
  cut: {
    label: 'Pull the cable',
    short: 'Pull',
    what: 'Cuts the link between the sites. Prices go stale; nothing is lost.',
    command: 'npm run cable -- cut',
  },
  restore: {
    label: 'Restore',
    short: 'Restore',
    what: 'Restores the link between the sites. Held quotes arrive in order.',
    command: 'npm run cable -- restore',
  },
};

/**
 * Which action the strip offers. `last`: what this page did last, until the console sees it: a cut is noticed a moment later. Pure.
 */
export function offeredAction(state: StripView['link']['state'], last: LinkAction | null): LinkAction {
  if (last !== null) return last === 'cut' ? 'restore' : 'cut';
  return state === 'up' || state === 'unknown' ? 'cut' : 'restore';
}

/** Whether the console sees what this page did last. */
export function isSeen(state: StripView['link']['state'], last: LinkAction): boolean {
  return (state === 'up') === (last === 'restore');
}

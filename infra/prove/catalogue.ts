import type { Fault } from './fault.ts';
import { followerKilled, leaderKilled } from './faults/broker-killed.ts';
import { linkCut } from './faults/link-cut.ts';

const SITES = ['onprem', 'cloud'] as const;

/** Every fault, in the order in which they run. */
export function catalogue(brokers: 1 | 3): readonly Fault[] {
  return [
    linkCut(3, true),
    linkCut(15, false),
    linkCut(60, false),
    ...SITES.map((site) => leaderKilled(site, brokers)),
    ...SITES.flatMap((site) => [followerKilled(site, 0), followerKilled(site, 1)]),
  ];
}

import type { Fault } from './fault.ts';
import { followerKilled, leaderKilled } from './faults/broker-killed.ts';
import { brokersRestarted, rollingRestart } from './faults/brokers-restarted.ts';
import { clockOff } from './faults/clock-off.ts';
import { feedDoubled, feedHung, feedHungInCut, feedKilled, feedKilledInCut } from './faults/feed.ts';
import { infoDropped, linkFlapping, linkHalfOpen, linkSaturated, linkSlow } from './faults/link-bad.ts';
import { linkCut } from './faults/link-cut.ts';
import { receiverSleeps, upgradeUnanswered } from './faults/receiver.ts';
import { serviceKilled, serviceRestarted } from './faults/services.ts';
import { everythingKilled, siteDown } from './faults/site-down.ts';
import { diskFull, originAnew, originPurged, retentionExceeded } from './faults/storage.ts';

const SITES = ['onprem', 'cloud'] as const;
const HOUR_MS = 3_600_000;

/** Every fault, in the order in which they run: those of one bed together. */
export function catalogue(brokers: 1 | 3): readonly Fault[] {
  return [
    linkCut(3, true),
    linkCut(15, false),
    linkCut(60, false),
    ...[500, 600].flatMap((latency) => [linkSlow(latency, false), linkSlow(latency, true)]),
    linkSaturated,
    linkFlapping(200),
    infoDropped,
    ...SITES.map((site) => leaderKilled(site, brokers)),
    ...SITES.flatMap((site) => [followerKilled(site, 0), followerKilled(site, 1)]),
    rollingRestart,
    ...SITES.map(siteDown),
    everythingKilled,
    feedKilled,
    feedHung,
    feedDoubled,
    feedKilledInCut,
    feedHungInCut,
    serviceRestarted('api'),
    serviceRestarted('gateway', true),
    serviceKilled('gateway'),
    ...SITES.flatMap((site) => [serviceRestarted(`bridge-${site}`), serviceKilled(`bridge-${site}`)]),
    ...SITES.map((site) => serviceRestarted(`auditor-${site}`)),
    upgradeUnanswered,
    receiverSleeps('60s', 60),
    receiverSleeps('10min', 600),
    brokersRestarted(50),
    ...(['leaf', 'hub'] as const).map(linkHalfOpen),
    ...[-5_000, 5_000].map((ahead) => clockOff('5s', ahead)),
    ...[-HOUR_MS, HOUR_MS].map((ahead) => clockOff('1h', ahead)),
    retentionExceeded,
    originPurged,
    originAnew,
    ...SITES.map(diskFull),
  ];
}

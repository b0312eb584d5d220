import { clusterOf, commandFor, SITES, type Demo } from './demo.ts';
import type { Finding } from './finding.ts';
import { isSilent, type DemoState, type SiteState } from './inspection.ts';
import { isReady } from './kubectl.ts';
import { lagsOf, leading, linkOf, type Lags } from './status.ts';
import { isReleased } from './volumes.ts';

/** Messages that a mirror may be behind without being ill: some seconds of the prices that ship. */
const LAG = 1_000;

/** How the sites of a demo are that should run. */
export function checkSites(demo: Demo, { sites }: DemoState): readonly Finding[] {
  const lags = lagsOf(sites);
  return SITES.flatMap((site, index): readonly Finding[] => {
    const seen = sites[index];
    if (!seen) return [{ what: site, ok: false, found: 'there is no cluster', remedy: commandFor(demo, 'up') }];
    if (!isSilent(seen)) return checkSite(demo, seen, lags);
    const again = `${commandFor(demo, 'up')} gives it a minute, and makes it anew if it says nothing then`;
    const remedy = `look whether its nodes run: docker ps --all --filter name=${clusterOf(demo, site)}; ${again}`;
    return [{ what: `${site}: API server`, ok: false, found: seen.problem, remedy }];
  });
}

function checkSite(
  demo: Demo,
  { site, cluster, nodes, pods, volumes, brokers }: SiteState,
  lags: Lags,
): readonly Finding[] {
  const context = `kubectl --context kind-${cluster}`;
  const away = nodes.filter((node) => !isReady(node) || node.spec.unschedulable).map(({ metadata }) => metadata.name);
  const waiting = pods.filter((pod) => !isReady(pod)).map(({ metadata }) => metadata.name);
  const streams = leading(brokers).map((stream) => ({ ...stream, lag: lags(stream) }));
  const behind = streams.filter(({ lag }) => lag === 'unknown' || (lag ?? 0) > LAG);
  const released = volumes.filter(isReleased).map(({ metadata }) => metadata.name);
  return [
    {
      what: `${site}: nodes`,
      ok: nodes.length > 0 && away.length === 0,
      found: away.length === 0 ? `${nodes.length} ready` : `${away.join(', ')} of ${nodes.length} take no pods`,
      remedy: `${context} uncordon ${away[0]}, or look at: ${context} describe node ${away[0]}`,
    },
    {
      what: `${site}: pods`,
      ok: pods.length > 0 && waiting.length === 0,
      found: waiting.length === 0 ? `${pods.length} ready` : `${waiting.join(', ')} not ready`,
      remedy:
        pods.length === 0
          ? commandFor(demo, 'up')
          : `look at: ${context} --namespace quotebridge describe pod ${waiting[0]}`,
    },
    {
      what: `${site}: volumes`,
      ok: released.length === 0,
      found:
        released.length === 0
          ? `${volumes.length}`
          : `${released.join(', ')} lost their claims, and brokers wait for them`,
      remedy: `${commandFor(demo, 'up')}, or: ${context} patch pv ${released.join(' ')} --type=json --patch '[{"op":"remove","path":"/spec/claimRef"}]'`,
    },
    {
      what: `${site}: leaf link`,
      ...linkOf({ site, brokers }),
      remedy: `${commandFor(demo, 'restore')}; if that was not it, look at the log of an on-prem broker`,
    },
    {
      what: `${site}: streams`,
      ok: streams.length > 0 && behind.length === 0,
      found: streams.map(({ name, lag }) => `${name}${lag === null ? '' : ` lag ${lag}`}`).join(', ') || 'none',
      remedy: `look at: ${context} --namespace quotebridge logs deployment/bridge`,
    },
  ];
}

export async function checkBoard(demo: Demo, url: string | null): Promise<Finding> {
  const remedy = commandFor(demo, 'up');
  if (url === null) return { what: 'front door', ok: false, found: 'it does not run', remedy };
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
    return { what: 'front door', ok: answer.ok, found: `${url} is ${(await answer.text()).trim()}`, remedy };
  } catch (error) {
    return { what: 'front door', ok: false, found: `${url}: ${String(error)}`, remedy };
  }
}

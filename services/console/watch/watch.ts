import { auditReportSchema, bridgeStatusSchema } from '@quotebridge/contracts';
import type { AuditReport, BridgeStatus } from '@quotebridge/contracts';
import type { ConsoleBroker, ConsoleService, ConsoleShare } from '@quotebridge/contracts/wire';
import type { Clock, Logger } from '@quotebridge/service-kit';
import type { z } from 'zod';
import type { Instance } from '../config.ts';
import type { AuditReading, SiteReading } from '../core/state.ts';
import { leadsQuotes } from './broker.ts';
import { clientsOf, sharesOf } from './metrics.ts';
import type { Plan } from './plan.ts';
import { pollEvery } from './poll.ts';
import type { Answer, Polled, PollOptions } from './poll.ts';

/** Often enough for a count that moves on the screen. In milliseconds. */
const STATUS_EVERY_MS = 250;
const HEALTH_EVERY_MS = 1_000;
const ANSWER_WITHIN_MS = 1_000;

/** The service that `INSTANCES` calls a NATS server, at the address of its monitoring. */
const BROKER = 'broker';

/** Follows every instance over HTTP, at its own address: what it answers does not depend on the link between the sites. */
export interface Watch extends AsyncDisposable {
  sites(): readonly SiteReading[];
  /** `plan`: what the supervisor intends; `null` while it is not known. */
  services(plan: Plan | null): readonly ConsoleService[];
  brokers(): readonly ConsoleBroker[];
  shares(): readonly ConsoleShare[];
}

/** What was read of a service beside that it is ready. */
interface Facts {
  readonly clients: number | null;
  readonly shares: readonly ConsoleShare[];
}

const NO_FACTS: Facts = { clients: null, shares: [] };

export function watchInstances(
  instances: readonly Instance[],
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Watch {
  const polls: AsyncDisposable[] = [];
  const poll = <T>(options: Omit<PollOptions<T>, 'clock' | 'log'>): Polled<T> => {
    const polled = pollEvery({ ...options, clock, log });
    polls.push(polled);
    return polled;
  };
  const statusOf = <T>({ name, url }: Instance, schema: z.ZodType<T>) =>
    poll({
      what: `${name}/status`,
      everyMs: STATUS_EVERY_MS,
      read: async () => schema.parse(await (await get(url, '/status')).json()),
      failsAtOnce: false,
    });
  const bridges = new Map<string, Polled<BridgeStatus>>();
  const audits = new Map<string, Polled<AuditReport>>();
  const brokers = instances.flatMap(({ site, service, name, url }) => {
    if (site === null || service !== BROKER) return [];
    const read = async () => {
      await (await get(url, '/healthz?js-server-only=true')).text();
      return leadsQuotes(name, await (await get(url, '/jsz?streams=true')).json());
    };
    return [{ site, name, polled: poll({ what: `${name}/jsz`, everyMs: HEALTH_EVERY_MS, read, failsAtOnce: true }) }];
  });
  const services = instances.filter(({ service }) => service !== BROKER);
  const health = services.map((instance) => {
    const { site, service, name, url } = instance;
    if (site !== null && service === 'bridge') bridges.set(site, statusOf(instance, bridgeStatusSchema));
    if (site !== null && service === 'auditor') audits.set(site, statusOf(instance, auditReportSchema));
    const read = async () => {
      await (await get(url, '/readyz')).text();
      if (service !== 'gateway' && service !== 'front-door') return NO_FACTS;
      const metrics = await (await get(url, '/metrics')).text();
      return { clients: clientsOf(metrics), shares: sharesOf(metrics) };
    };
    return {
      site,
      service,
      name,
      polled: poll({ what: `${name}/readyz`, everyMs: HEALTH_EVERY_MS, read, failsAtOnce: true }),
    };
  });
  const sites = [...new Set(instances.flatMap(({ site }) => site ?? []))];
  return {
    sites: () =>
      sites.map((site) => ({
        site,
        bridge: bridges.get(site)?.last()?.value ?? null,
        audit: readingOf(audits.get(site)?.last() ?? null),
      })),
    services: (plan) =>
      health.map(({ site, service, name, polled }) => {
        const answer = polled.last();
        const wanted = plan?.wanted.get(name) ?? null;
        return { name, service, site, ready: answer !== null, wanted, clients: answer?.value.clients ?? null };
      }),
    brokers: () =>
      brokers.map(({ site, name, polled }) => {
        const answer = polled.last();
        return { name, site, ready: answer !== null, leads: answer?.value ?? null };
      }),
    shares: () => health.flatMap(({ polled }) => polled.last()?.value.shares ?? []),
    async [Symbol.asyncDispose]() {
      await Promise.all(polls.map((polled) => polled[Symbol.asyncDispose]()));
    },
  };
}

function readingOf(answer: Answer<AuditReport> | null): AuditReading | null {
  return answer && { report: answer.value, at: answer.at };
}

/** Throws when it does not answer in time, or not with 2xx. */
async function get(url: string, path: string): Promise<Response> {
  const response = await fetch(new URL(path, url), { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  if (response.ok) return response;
  await response.body?.cancel();
  throw new Error(`${path} answers ${response.status}`);
}

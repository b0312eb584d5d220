import { RELOCATE_SUBJECT, relocationAnswerSchema } from '@quotebridge/contracts';
import type { RelocationAnswer, RelocationRequest } from '@quotebridge/contracts/wire';
import type { NatsConnection } from '@quotebridge/service-kit';
import { readMetrics, valueOf } from './metrics.ts';

/** How long answers are collected, in milliseconds: every gateway of the site answers at once. */
const COLLECT_MS = 500;

/** Asks every gateway of a site to move clients, and returns the answers by instance. The same request may be sent again. */
export async function requestRelocation(
  nc: NatsConnection,
  request: RelocationRequest,
): Promise<ReadonlyMap<string, RelocationAnswer>> {
  const answers = new Map<string, RelocationAnswer>();
  try {
    const messages = await nc.requestMany(RELOCATE_SUBJECT, JSON.stringify(request), {
      strategy: 'timer',
      maxWait: COLLECT_MS,
    });
    for await (const message of messages) {
      const { data } = relocationAnswerSchema.safeParse(message.json());
      if (data !== undefined) answers.set(data.instance, data);
    }
  } catch (error) {
    // The caller counts who answered, and asks again.
    if (!(error instanceof Error)) throw error;
  }
  return answers;
}

export interface ClientCounts {
  readonly clients: number;
  readonly moved: number;
  readonly closed: number;
  readonly left: number;
}

/** The clients of gateways at these addresses, and what became of those that were asked to relocate. One that does not answer has none. */
export async function countClients(urls: readonly string[]): Promise<ClientCounts> {
  const pages = await Promise.all(urls.map((url) => readMetrics(url).catch(() => [])));
  const sum = (name: string, labels: Record<string, string> = {}) =>
    pages.reduce((total, page) => total + (valueOf(page, name, labels) ?? 0), 0);
  const outcome = (name: string) => sum('gateway_relocated_total', { outcome: name });
  return { clients: sum('gateway_clients'), moved: outcome('moved'), closed: outcome('closed'), left: outcome('left') };
}

import type { Migration } from '../core/migration.ts';
import { weightOf } from '../core/weights.ts';
import { countClients, requestRelocation } from '../access/gateways.ts';
import { MigrateError } from '../store/errors.ts';
import type { StepContext } from './context.ts';
import { until } from './until.ts';

const ANSWERED_WITHIN_MS = 10_000;
/** Beyond the last deadline, in milliseconds: closing takes a moment. */
const GRACE_MS = 2_000;

/** Asks every gateway of the source to move its clients, evenly over the time that the operator gave. */
export async function relocate(context: StepContext): Promise<null> {
  const { from } = context.migration.request;
  const asked = await ask(context, from, 'relocate');
  context.count({ clients: { ...context.migration.counts.clients, asked } });
  context.note('note', `${asked} clients at ${from} are asked to relocate`);
  return null;
}

/** Asks the target's gateways to send its clients back. A site that is down has none. */
export async function relocateBack(context: StepContext): Promise<null> {
  const { to } = context.migration.request;
  try {
    const asked = await ask(context, to, 'relocate-back');
    context.note('note', `${asked} clients at ${to} are asked to relocate back`);
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    context.note('warning', `cannot ask the clients at ${to}: ${error.message}; they reconnect by themselves`);
  }
  return null;
}

async function ask({ migration, driver, brokersOf, signal }: StepContext, site: string, step: string): Promise<number> {
  const { relocateMs, deadlineMs } = migration.request;
  const { ready } = await driver.instances(site, 'gateway');
  if (ready === 0) return 0;
  const nc = await brokersOf(site);
  // The id makes it the same request when this step is done again.
  const request = { id: `${migration.id}.${step}`, share: 1, withinMs: relocateMs, deadlineMs };
  const answers = await until(`an answer of each gateway at ${site}`, ANSWERED_WITHIN_MS, signal, async () => {
    const answered = await requestRelocation(nc, request);
    const { ready: now } = await driver.instances(site, 'gateway');
    return answered.size >= now ? answered : null;
  });
  return [...answers.values()].reduce((total, { moving }) => total + moving, 0);
}

/** Waits until the source's gateways have no clients. A client that never leaves is not waited for beyond its deadline. */
export async function drain(context: StepContext): Promise<null> {
  const { from } = context.migration.request;
  const left = sinceBefore(await drained(context, from), context.migration);
  context.count({ clients: { ...context.migration.counts.clients, ...left } });
  context.note(
    'note',
    `${from}: ${left.moved} clients moved, ${left.closed} closed at the deadline, ${left.left} left`,
  );
  if (left.remaining > 0) context.note('warning', `${left.remaining} clients are still at ${from}; not waited for`);
  return null;
}

/** The same at the target, if it had no traffic before. */
export async function drainBack(context: StepContext): Promise<null> {
  const { before, request } = context.migration;
  if (before !== null && weightOf(before.weights, request.to, 'gateway') > 0) return null;
  const left = await drained(context, request.to);
  if (left.remaining > 0) context.note('warning', `${left.remaining} clients are still at ${request.to}`);
  return null;
}

interface Left {
  readonly moved: number;
  readonly closed: number;
  readonly left: number;
  readonly remaining: number;
}

/** Without earlier relocations. A gateway that restarted counts from 0 again. */
function sinceBefore(left: Left, { before }: Migration): Left {
  const since = (name: 'moved' | 'closed' | 'left') => Math.max(0, left[name] - (before?.relocated[name] ?? 0));
  return { moved: since('moved'), closed: since('closed'), left: since('left'), remaining: left.remaining };
}

async function drained({ migration, driver, signal }: StepContext, site: string): Promise<Left> {
  const { relocateMs, deadlineMs } = migration.request;
  const urls = await driver.urls(site, 'gateway');
  const deadline = performance.now() + relocateMs + deadlineMs + GRACE_MS;
  return until(`${site} drained`, 2 * (relocateMs + deadlineMs + GRACE_MS), signal, async () => {
    const { clients, moved, closed, left } = await countClients(urls);
    if (clients > 0 && performance.now() < deadline) return null;
    return { moved, closed, left, remaining: clients };
  });
}

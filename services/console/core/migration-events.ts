import { MIGRATION_STATUSES } from '@quotebridge/contracts/wire';
import type { ConsoleMigration, ConsoleShare, MigrationStatus, Stage } from '@quotebridge/contracts/wire';
import { z } from 'zod';

/** What a timeline keeps: the newest entries. */
const MOST_ENTRIES = 40;

interface MigrationEvent {
  readonly id: string | null;
  readonly status: MigrationStatus;
  /** `null`: nothing for the timeline. */
  readonly entry: ConsoleMigration['timeline'][number] | null;
}

const lineSchema = z.object({
  event: z.string(),
  id: z.string(),
  status: z.enum(MIGRATION_STATUSES),
  at: z.number().optional(),
  text: z.string().optional(),
});

/** Of a line that `npm run migrate -- --json` prints; `null` for counts and for what is no event. */
export function entryOf(line: string): MigrationEvent | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return null;
  }
  const { success, data } = lineSchema.safeParse(parsed);
  if (!success) return null;
  const { event, id, status, at, text } = data;
  const entry = at === undefined || text === undefined ? null : { at, kind: event, text };
  return { id, status, entry };
}

/** A migration after an event. */
export function withEntry(migration: ConsoleMigration, { id, status, entry }: MigrationEvent): ConsoleMigration {
  const timeline = entry === null ? migration.timeline : [...migration.timeline, entry].slice(-MOST_ENTRIES);
  return { ...migration, id, status, timeline };
}

/** The arguments that move API and gateways to a stage. Stage 1: both sites run them, all traffic is on-prem. */
export function movesTo(to: Stage, from: Stage | null): string[] {
  const what = 'api,gateway';
  if (to === 2) return [what, '--to', 'cloud'];
  if (to === 0) return [what, '--to', 'onprem'];
  return from === 0 ? [what, '--to', 'cloud', '--canary', '0'] : [what, '--to', 'onprem', '--keep-source'];
}

/** The stage that traffic and services are at; `null` between two, and while it is not known. */
export function stageOf(
  shares: readonly ConsoleShare[],
  services: readonly { readonly service: string; readonly site: string | null; readonly wanted: boolean | null }[],
): Stage | null {
  if (shares.length === 0) return null;
  const carries = (site: string) => shares.some((share) => share.site === site && share.weight > 0);
  if (carries('onprem') === carries('cloud')) return null;
  if (carries('cloud')) return 2;
  const runsInCloud = services.some(
    ({ service, site, wanted }) => site === 'cloud' && (service === 'api' || service === 'gateway') && wanted === true,
  );
  return runsInCloud ? 1 : 0;
}

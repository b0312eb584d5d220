import { aborted, noted, resumed, rolledBack } from '../core/progress.ts';
import { isOpen, newMigration } from '../core/migration.ts';
import type { Migration, MigrationRequest } from '../core/migration.ts';
import { planOf } from '../core/plan.ts';
import type { FrontDoorWeights } from '@quotebridge/contracts';
import { precheck } from '../steps/precheck.ts';
import { acquireLock, lockHolder } from '../store/lock.ts';
import { MigrateError } from '../store/errors.ts';
import { writeReport } from '../report/report.ts';
import { entryLine } from '../view/view.ts';
import type { View } from '../view/view.ts';
import { runMigration } from './run-migration.ts';
import type { Session } from './session.ts';

export interface CommandDeps {
  readonly session: Session;
  readonly operator: string;
  /** The folder of the reports. */
  readonly reports: string;
  readonly view: View;
  readonly interrupted: AbortSignal;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Checks and lists the steps. Changes nothing, and takes no lock. */
export async function dryRun(request: MigrationRequest, { session, now }: CommandDeps): Promise<string[]> {
  const migration = newMigration(1, request, 'dry run', now());
  const lines: string[] = [];
  await precheck({
    ...session,
    migration,
    note: (kind, text) => lines.push(entryLine({ at: now(), kind, step: 'precheck', text })),
    count: () => undefined,
    signal: new AbortController().signal,
  });
  return [...lines, ...planOf(migration).map(({ id }, index) => `${index + 1}. ${id}`)];
}

/** Begins a migration. Throws `LockedError` while another operator has one, and `MigrateError` while one is not finished. */
export async function begin(request: MigrationRequest, deps: CommandDeps): Promise<Migration> {
  const { session, operator, now } = deps;
  const { records } = session;
  await using lock = await acquireLock(records.migrations, operator, doing(request), now);
  const { value: last, revision } = await records.current();
  if (last !== null && isOpen(last)) {
    throw new MigrateError(
      `${last.id} of ${last.operator} is not finished (${last.status}): npm run migrate -- resume, rollback or abort`,
    );
  }
  const migration = newMigration((last?.number ?? 0) + 1, request, operator, now());
  return await toEnd(migration, await records.save(migration, revision), deps, lock.lost);
}

/** Goes on with a migration whose tool was stopped, in the direction that it had. */
export async function resume(deps: CommandDeps): Promise<Migration> {
  return takeOver('resume', deps, (migration) => resumed(migration, deps.operator));
}

/** Turns an unfinished migration around. */
export async function rollBack(deps: CommandDeps): Promise<Migration> {
  return takeOver('rollback', deps, (migration) =>
    rolledBack(resumed(migration, deps.operator), `rolled back by ${deps.operator}`, deps.now()),
  );
}

/** Gives an unfinished migration up: weights and instances stay as they are. */
export async function abort(deps: CommandDeps): Promise<Migration> {
  return takeOver('abort', deps, (migration) => aborted(migration, `aborted by ${deps.operator}`, deps.now()));
}

async function takeOver(
  what: string,
  deps: CommandDeps,
  change: (migration: Migration) => Migration,
): Promise<Migration> {
  const { session, operator, now } = deps;
  const { records } = session;
  await using lock = await acquireLock(records.migrations, operator, `taking a migration over (${what})`, now);
  const { value: last, revision } = await records.current();
  if (last === null || !isOpen(last)) throw new MigrateError(`no migration is unfinished: nothing to ${what}`);
  const entry = { at: now(), kind: 'operator', step: '', text: `${what} by ${operator}` } as const;
  const migration = noted(change(last), entry);
  deps.view.entry(entry, migration);
  return await toEnd(migration, await records.save(migration, revision), deps, lock.lost);
}

async function toEnd(migration: Migration, revision: number, deps: CommandDeps, lost: AbortSignal): Promise<Migration> {
  const { session, view, reports } = deps;
  const ended = isOpen(migration) ? await runMigration(migration, revision, { ...deps, ...session, lost }) : migration;
  if (isOpen(ended)) {
    view.end(ended, null);
    return ended;
  }
  await session.records.keep(ended);
  view.end(ended, await writeReport(reports, ended));
  return ended;
}

/** The newest migration, and who holds the lock. */
export async function status({ session }: Pick<CommandDeps, 'session'>): Promise<{
  readonly migration: Migration | null;
  readonly holder: Awaited<ReturnType<typeof lockHolder>>;
  readonly weights: FrontDoorWeights | null;
}> {
  const { records } = session;
  const [{ value: migration }, { value: weights }, holder] = await Promise.all([
    records.current(),
    records.weights(),
    lockHolder(records.migrations),
  ]);
  return { migration, weights, holder };
}

function doing({ services, to }: MigrationRequest): string {
  return `moving ${services.join(', ')} to ${to}`;
}

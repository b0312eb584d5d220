import type { Migration, MigrationRequest } from './migration.ts';

/** One step. Each may be done again after a crash in the middle of it, or right after it, and has the same result. */
export type Step =
  | { readonly kind: 'shift' | 'hold'; readonly id: string; readonly percent: number }
  | { readonly kind: SimpleKind; readonly id: string };

type SimpleKind =
  | 'precheck'
  | 'start'
  | 'parity'
  | 'relocate'
  | 'drain'
  | 'finish'
  | 'restore-source'
  | 'restore-weights'
  | 'relocate-back'
  | 'drain-back'
  | 'stop-target';

const ALL = 100;

/** The steps of a migration in its present direction. */
export function planOf({ direction, request }: Pick<Migration, 'direction' | 'request'>): readonly Step[] {
  return direction === 'forward' ? forwardPlan(request) : backPlan(request);
}

/** The next step; `null` when none is left. */
export function nextStep(migration: Pick<Migration, 'direction' | 'request' | 'next'>): Step | null {
  return planOf(migration)[migration.next] ?? null;
}

function forwardPlan(request: MigrationRequest): Step[] {
  const hasClients = request.services.includes('gateway');
  const shifts = request.canary.filter((percent) => percent > 0);
  const isWhole = shifts.at(-1) === ALL;
  return [
    simple('precheck'),
    simple('start'),
    simple('parity'),
    ...shifts.flatMap((percent): Step[] => [
      { kind: 'shift', id: `shift-${percent}`, percent },
      // With the last weight every client that connects arrives at the target: only now is it of use to ask them.
      ...(percent === ALL && hasClients ? [simple('relocate'), simple('drain')] : []),
      { kind: 'hold', id: `hold-${percent}`, percent },
    ]),
    ...(isWhole && !request.keepSource ? [simple('finish')] : []),
  ];
}

function backPlan({ services }: MigrationRequest): Step[] {
  const hasClients = services.includes('gateway');
  return [
    simple('restore-source'),
    simple('restore-weights'),
    ...(hasClients ? [simple('relocate-back'), simple('drain-back')] : []),
    simple('stop-target'),
  ];
}

function simple(kind: SimpleKind): Step {
  return { kind, id: kind };
}

import { createLogUpdate } from 'log-update';
import type { Counts, Migration } from '../core/migration.ts';
import { planOf } from '../core/plan.ts';
import { countsLine, endLines, entryLine } from './view.ts';
import type { View } from './view.ts';

const LINES = 8;
const DRAW_EVERY_MS = 200;

/** The steps with their states, the newest lines of the timeline and the counts, redrawn in a terminal. */
export function liveView(out: NodeJS.WriteStream): View {
  const draw = createLogUpdate(out);
  let migration: Migration | null = null;
  let counts: Counts | null = null;
  let isSuspended = false;
  const show = () => {
    if (migration === null || isSuspended) return;
    draw(screen(migration, counts).join('\n'));
  };
  const timer = setInterval(show, DRAW_EVERY_MS);
  return {
    entry(_, next) {
      migration = next;
      show();
    },
    counts: (next) => (counts = next),
    end(ended, report) {
      clearInterval(timer);
      migration = ended;
      draw([...steps(ended), '', ...endLines(ended, report)].join('\n'));
      draw.done();
    },
    suspend() {
      isSuspended = true;
      draw.clear();
    },
    resume() {
      isSuspended = false;
      show();
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      draw.done();
    },
  };
}

function screen(migration: Migration, counts: Counts | null): string[] {
  return [
    ...steps(migration),
    '',
    ...migration.timeline.slice(-LINES).map(entryLine),
    '',
    ...(counts === null ? [] : [countsLine(counts)]),
    'Ctrl-C asks whether to roll back or to hold',
  ];
}

function steps(migration: Migration): string[] {
  const { id, direction, next, operator } = migration;
  const plan = planOf(migration).map((step, index) => {
    const mark = index < next ? '✓' : index === next ? '→' : ' ';
    return `  ${mark} ${step.id}`;
  });
  return [`${id} by ${operator}${direction === 'back' ? ': rolling back' : ''}`, ...plan];
}

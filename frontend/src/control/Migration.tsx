import { Slider } from '@base-ui/react/slider';
import { useState } from 'react';
import type { ConsoleMigration, ConsoleState, MigrationAction, Stage } from '@quotebridge/contracts/wire';
import { formatTime } from '../board/format.ts';
import type { Desk } from '../desk.ts';
import ui from '../ui/ui.module.css';
import actionsCss from './Actions.module.css';
import migrationCss from './Migration.module.css';
import { TaskNote } from './TaskNote.tsx';
import { useOperator } from './use-operator.tsx';

const STAGE_TEXTS: Record<Stage, string> = {
  0: 'on-prem',
  1: 'both run, traffic on-prem',
  2: 'cloud',
};
const ACTION_TEXTS: Record<MigrationAction, { readonly label: string; readonly what: string }> = {
  hold: { label: 'Hold', what: 'Stops where it is; weights stay as they are.' },
  resume: { label: 'Resume', what: 'Goes on with the held migration.' },
  rollback: { label: 'Roll back', what: 'Turns the migration around, to where it began.' },
};
const OFFERED: Record<ConsoleMigration['status'], readonly MigrationAction[]> = {
  running: ['hold', 'rollback'],
  'rolling-back': [],
  held: ['resume', 'rollback'],
  failed: ['resume', 'rollback'],
  done: [],
  'rolled-back': [],
  aborted: [],
};

/** Moves API and gateways between the sites, and shows the timeline while they move. */
export function Migration({ desk, state }: { readonly desk: Desk; readonly state: ConsoleState }) {
  const { stage, migration } = state;
  const { begin, isBusy, last, dialog } = useOperator(desk.operator);
  const [chosen, setChosen] = useState<Stage | null>(null);
  const isOpen = migration !== null && OFFERED[migration.status].length > 0;
  const shown = chosen ?? stage ?? migration?.stage ?? 2;
  const start = (): void => {
    begin({
      label: `Move to stage ${shown}`,
      what: `Moves API and gateways: ${STAGE_TEXTS[shown]}. Clients stay connected.`,
      command: `npm run migrate -- api,gateway --to ${shown === 2 ? 'cloud' : 'onprem'}`,
      path: `/migration/stage/${shown}`,
      outcome: 'started',
    });
    setChosen(null);
  };
  const act = (action: MigrationAction): void => {
    const { label, what } = ACTION_TEXTS[action];
    const command = action === 'hold' ? 'Ctrl-C, then h' : `npm run migrate -- ${action}`;
    begin({ label, what, command, path: `/migration/${action}`, outcome: 'requested' });
  };
  return (
    <>
      <div className={actionsCss.group} role="group" aria-label="Migration">
        <span className={actionsCss.name}>Stage</span>
        <Slider.Root
          className={migrationCss.slider}
          value={shown}
          min={0}
          max={2}
          step={1}
          onValueChange={(value) => setChosen(value as Stage)}
        >
          <Slider.Control className={migrationCss.control}>
            <Slider.Track className={migrationCss.track}>
              <Slider.Indicator className={migrationCss.indicator} />
              <Slider.Thumb
                className={migrationCss.thumb}
                aria-label="Stage of the migration"
                getAriaValueText={(_text, value) => `${value}: ${STAGE_TEXTS[value as Stage]}`}
                data-testid="stage"
              />
            </Slider.Track>
          </Slider.Control>
        </Slider.Root>
        <span className={migrationCss.stage} data-testid="stage-text">
          {shown}: {STAGE_TEXTS[shown]}
        </span>
        <button type="button" className={ui.button} aria-busy={isBusy} onClick={start} data-testid="migrate">
          Move
        </button>
        {isOpen &&
          OFFERED[migration.status].map((action) => (
            <button
              key={action}
              type="button"
              className={ui.button}
              title={ACTION_TEXTS[action].what}
              aria-busy={isBusy}
              onClick={() => act(action)}
            >
              {ACTION_TEXTS[action].label}
            </button>
          ))}
      </div>
      <TaskNote last={last} testId="migration-result" />
      {migration !== null && <Timeline migration={migration} />}
      {dialog}
    </>
  );
}

function Timeline({ migration: { id, status, timeline } }: { readonly migration: ConsoleMigration }) {
  return (
    <div data-testid="migration" data-status={status}>
      <p className={ui.note}>
        {id ?? 'starting'}: {status}
      </p>
      <div className={migrationCss.timeline} tabIndex={0} role="region" aria-label="Timeline of the migration">
        <ol>
          {timeline.toReversed().map(({ at, kind, text }) => (
            <li key={`${at} ${kind} ${text}`} data-kind={kind}>
              <span className={ui.soft}>{formatTime(at)}</span> {text}
              {kind === 'done' && <span className={ui.up}> ✔</span>}
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}

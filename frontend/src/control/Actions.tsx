import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConsoleState, ProcessAction } from '@quotebridge/contracts/wire';
import type { Desk } from '../desk.ts';
import { CableButton } from '../hybrid/CableButton.tsx';
import ui from '../ui/ui.module.css';
import actionsCss from './Actions.module.css';
import { processesQuery } from './console-queries.ts';
import { Migration } from './Migration.tsx';
import { TaskNote } from './TaskNote.tsx';
import { useOperator } from './use-operator.tsx';

const LABELS: Record<ProcessAction, string> = { kill: 'Kill', hang: 'Hang', resume: 'Resume', restart: 'Restart' };
const EFFECTS: Record<ProcessAction, string> = {
  kill: 'Ends it as a crash does. It is started again by itself.',
  hang: 'Suspends it: it keeps its connections, and answers nothing.',
  resume: 'Lets a suspended one go on.',
  restart: 'Ends it in order and starts it again.',
};
const ACTIONS = Object.keys(LABELS) as ProcessAction[];

/** What an operator can do here. */
export function Actions({ desk, state }: { readonly desk: Desk; readonly state: ConsoleState }) {
  if (state.actions.length === 0) {
    return <p className={ui.note}>This way of running offers no faults; npm start does.</p>;
  }
  return (
    <div className={actionsCss.actions}>
      <div className={actionsCss.group} role="group" aria-label="Link">
        <span className={actionsCss.name}>Link</span>
        <CableButton operator={desk.operator} state={state.link.state} testId="panel-cable" />
        <code className={actionsCss.command}>npm run cable -- cut | restore</code>
      </div>
      <ProcessActions desk={desk} />
      {state.actions.includes('migrate') && <Migration desk={desk} state={state} />}
    </div>
  );
}

function ProcessActions({ desk }: { readonly desk: Desk }) {
  const { data } = useQuery(processesQuery(desk.session.origin), desk.queries);
  const { begin, isBusy, last, dialog } = useOperator(desk.operator);
  const [chosen, setChosen] = useState('feed');
  const processes = data?.processes ?? [];
  const { name = chosen, actions = [] } = processes.find((one) => one.name === chosen) ?? processes[0] ?? {};
  const start = (action: ProcessAction): void =>
    begin({
      label: `${LABELS[action]} ${name}`,
      what: EFFECTS[action],
      command: `npm run ${action} -- ${name}`,
      path: `/processes/${encodeURIComponent(name)}/${action}`,
    });
  return (
    <>
      <div className={actionsCss.group} role="group" aria-label="Process">
        <label className={actionsCss.name} htmlFor="process">
          Process
        </label>
        <select
          id="process"
          className={actionsCss.select}
          value={name}
          onChange={(event) => setChosen(event.target.value)}
          data-testid="process"
        >
          {processes.map((one) => (
            <option key={one.name}>{one.name}</option>
          ))}
        </select>
        {ACTIONS.filter((action) => actions.includes(action)).map((action) => (
          <button
            key={action}
            type="button"
            className={ui.button}
            title={EFFECTS[action]}
            aria-busy={isBusy}
            onClick={() => start(action)}
            data-testid={`process-${action}`}
          >
            {LABELS[action]}
          </button>
        ))}
      </div>
      <TaskNote last={last} testId="action-result" />
      {dialog}
    </>
  );
}

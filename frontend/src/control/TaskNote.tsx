import ui from '../ui/ui.module.css';
import actionsCss from './Actions.module.css';
import type { TaskResult } from './use-operator.tsx';

/** What became of the last task; a screen reader reads it. */
export function TaskNote({ last, testId }: { readonly last: TaskResult | null; readonly testId: string }) {
  return (
    <p className={actionsCss.result} role="status" data-testid={testId}>
      {last !== null && (
        <span className={last.isDone ? ui.up : ui.down}>
          {last.isDone ? '✔ ' : '✕ '}
          {last.text}
        </span>
      )}
    </p>
  );
}

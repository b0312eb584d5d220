import { Suspense, useState } from 'react';
import type { ReactNode } from 'react';
import type { Desk } from '../desk.ts';
import { OperatorDialog } from '../hybrid/lazy-dialog.ts';
import type { TaskTexts } from '../hybrid/OperatorDialog.tsx';

/** Something that the operator does. */
interface Task extends TaskTexts {
  /** Below the console's version. */
  readonly path: string;
  /** What the answer means; default `done`. */
  readonly outcome?: string;
}

export interface TaskResult {
  readonly isDone: boolean;
  readonly text: string;
}

export interface OperatorTasks {
  readonly begin: (task: Task) => void;
  readonly isBusy: boolean;
  readonly last: TaskResult | null;
  /** Asks for the token when this tab has none. */
  readonly dialog: ReactNode;
}

/** Does one task after the other with the operator's token. */
export function useOperator(operator: Desk['operator']): OperatorTasks {
  const [asking, setAsking] = useState<Task | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [last, setLast] = useState<TaskResult | null>(null);

  const act = async (task: Task, token?: string): Promise<void> => {
    setBusy(true);
    const result = await operator.post(task.path, token);
    setBusy(false);
    setFailure(result.isDone ? null : result.message);
    setLast({
      isDone: result.isDone,
      text: result.isDone ? `${task.label}: ${task.outcome ?? 'done'}` : `${task.label}: ${result.message}`,
    });
    setAsking(!result.isDone && result.needsToken ? task : null);
  };
  const begin = (task: Task): void => {
    if (isBusy) return;
    setFailure(null);
    if (operator.hasToken) void act(task);
    else setAsking(task);
  };
  const dialog = asking !== null && (
    <Suspense>
      <OperatorDialog
        texts={asking}
        hasToken={operator.hasToken}
        isBusy={isBusy}
        failure={failure}
        act={(token) => void act(asking, token)}
        close={() => setAsking(null)}
      />
    </Suspense>
  );
  return { begin, isBusy, last, dialog };
}

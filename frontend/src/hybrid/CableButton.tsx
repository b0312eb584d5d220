import { Suspense, useState } from 'react';
import type { LinkAction } from '@quotebridge/contracts/wire';
import type { Desk } from '../desk.ts';
import ui from '../ui/ui.module.css';
import type { StripView } from './account-view.ts';
import { CABLE_TEXTS, isSeen, offeredAction } from './cable-text.ts';
import { OperatorDialog } from './lazy-dialog.ts';
import stripCss from './Strip.module.css';

export interface CableButtonProps {
  readonly operator: Desk['operator'];
  readonly state: StripView['link']['state'];
  readonly testId?: string;
}

/** Cuts or restores the link; asks for the operator's token first when this tab has none. */
export function CableButton({ operator, state, testId = 'cable' }: CableButtonProps) {
  const [last, setLast] = useState<LinkAction | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [asking, setAsking] = useState<LinkAction | null>(null);
  if (last !== null && isSeen(state, last)) setLast(null);
  const offered = offeredAction(state, last);
  const { label, short, command } = CABLE_TEXTS[offered];

  const act = async (action: LinkAction, token?: string): Promise<void> => {
    setBusy(true);
    const result = await operator.actOnLink(action, token);
    setBusy(false);
    setFailure(result.isDone ? null : result.message);
    if (result.isDone) setLast(action);
    setAsking(result.isDone ? null : action);
  };
  const onClick = (): void => {
    if (isBusy) return;
    if (operator.hasToken) {
      void act(offered);
      return;
    }
    setFailure(null);
    setAsking(offered);
  };
  return (
    <>
      <button
        type="button"
        className={`${ui.button} ${stripCss.cable}`}
        aria-label={label}
        aria-busy={isBusy}
        title={command}
        data-testid={testId}
        data-action={offered}
        onClick={onClick}
      >
        <span className={stripCss.wide}>{label}</span>
        <span className={stripCss.narrow}>{short}</span>
      </button>
      {asking !== null && (
        <Suspense>
          <OperatorDialog
            texts={CABLE_TEXTS[asking]}
            hasToken={operator.hasToken}
            isBusy={isBusy}
            failure={failure}
            act={(token) => void act(asking, token)}
            close={() => setAsking(null)}
          />
        </Suspense>
      )}
    </>
  );
}

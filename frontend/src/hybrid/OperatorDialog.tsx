import { Dialog } from '@base-ui/react/dialog';
import type { FormEvent } from 'react';
import ui from '../ui/ui.module.css';
import dialogCss from './OperatorDialog.module.css';

/** What is done, in words, and the command that does the same. */
export interface TaskTexts {
  readonly label: string;
  readonly what: string;
  readonly command: string;
}

interface OperatorDialogProps {
  readonly texts: TaskTexts;
  /** Whether this tab has the operator's token. Otherwise it is asked for. */
  readonly hasToken: boolean;
  readonly isBusy: boolean;
  /** Why it was not done; `null` before it was tried. */
  readonly failure: string | null;
  readonly act: (token?: string) => void;
  readonly close: () => void;
}

export default function OperatorDialog({ texts, hasToken, isBusy, failure, act, close }: OperatorDialogProps) {
  const { label, what, command } = texts;
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (isBusy) return;
    const token = new FormData(event.currentTarget).get('token');
    act(typeof token === 'string' ? token.trim() : undefined);
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialogCss.backdrop} />
        <Dialog.Popup className={dialogCss.dialog} data-testid="operator-dialog">
          <Dialog.Title className={dialogCss.title}>{label}</Dialog.Title>
          <Dialog.Description className={dialogCss.what}>{what}</Dialog.Description>
          <form className={dialogCss.form} onSubmit={onSubmit}>
            {!hasToken && (
              <label className={dialogCss.field}>
                Operator token
                <input
                  name="token"
                  type="password"
                  className={dialogCss.input}
                  autoComplete="off"
                  required
                  aria-invalid={failure !== null}
                  aria-describedby="token-hint"
                />
                <span id="token-hint" className={dialogCss.hint}>
                  npm start prints it. This tab keeps it until it is closed.
                </span>
              </label>
            )}
            <p role="alert" className={dialogCss.failure} data-testid="operator-failure">
              {failure}
            </p>
            <p className={dialogCss.hint}>
              The same in a terminal: <code>{command}</code>
            </p>
            <div className={dialogCss.buttons}>
              <Dialog.Close className={ui.button}>Cancel</Dialog.Close>
              <button type="submit" className={`${ui.button} ${dialogCss.act}`} aria-busy={isBusy}>
                {failure === null || !hasToken ? label : 'Try again'}
              </button>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

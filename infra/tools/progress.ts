import { Listr, PRESET_TIMER, type ListrTask } from 'listr2';
import { StoppedError } from './stop-signal.ts';

export interface Step {
  readonly title: string;
  /** `say` shows a line below the title. The result, if any, is a short summary. */
  run(say: (line: string) => void): Promise<string | void>;
}

const TICK_MS = { live: 1_000, plain: 5_000 };

/** Runs groups of steps one after the other, and the steps of a group in parallel; a live list in a terminal, lines elsewhere. */
export async function showProgress(groups: readonly (readonly Step[])[], signal: AbortSignal): Promise<void> {
  const terminal = process.stdout.isTTY;
  const timer = PRESET_TIMER;
  let failure: unknown;
  const list = (tasks: ListrTask[]) =>
    new Listr(tasks, {
      concurrent: true,
      // The caller handles Ctrl-C: what was started has to be stopped.
      registerSignalListeners: false,
      renderer: terminal ? 'default' : 'simple',
      rendererOptions: terminal ? { timer, showErrorMessage: false } : { timer },
    });
  for (const group of groups) {
    signal.throwIfAborted();
    const tasks = group.map((step) =>
      toTask(step, terminal, (error) => {
        failure ??= error;
      }),
    );
    await list(tasks)
      .run()
      .catch(() => {
        throw failure;
      });
  }
}

function toTask(step: Step, terminal: boolean, onFailure: (error: unknown) => void): ListrTask {
  return {
    title: step.title,
    async task(_, task) {
      const startedAt = performance.now();
      let line = '';
      const show = (): void => {
        const seconds = Math.floor((performance.now() - startedAt) / 1_000);
        const words = [terminal ? '' : `${step.title}:`, seconds > 0 ? `${seconds} s` : '', line];
        task.output = words.filter(Boolean).join(' ');
      };
      const ticker = setInterval(show, terminal ? TICK_MS.live : TICK_MS.plain);
      try {
        const result = await step.run((next) => {
          line = next;
          show();
        });
        if (result) task.title = `${step.title}: ${result}`;
      } catch (error) {
        onFailure(error);
        // The whole error is shown once, by its caller.
        throw new Error(error instanceof StoppedError ? 'stopped' : 'see below', { cause: error });
      } finally {
        clearInterval(ticker);
      }
    },
  };
}

import { Listr, PRESET_TIMER, type ListrTask } from 'listr2';

export interface Step {
  readonly title: string;
  /** `say` shows a line below the title. The result, if any, says in a few words how it went. */
  run(say: (line: string) => void): Promise<string | void>;
}

const TICK_MS = { live: 1_000, plain: 5_000 };

/** Runs groups of steps one after the other, those of a group together; a live list in a terminal, lines elsewhere. */
export async function showProgress(groups: readonly (readonly Step[])[], signal: AbortSignal): Promise<void> {
  const terminal = process.stdout.isTTY;
  const timer = PRESET_TIMER;
  const list = (tasks: ListrTask[], concurrent: boolean) =>
    new Listr(tasks, {
      concurrent,
      // Ctrl-C is ours: what was started has to be stopped.
      registerSignalListeners: false,
      renderer: terminal ? 'default' : 'simple',
      rendererOptions: terminal ? { timer, showErrorMessage: false } : { timer },
    });
  for (const group of groups) {
    signal.throwIfAborted();
    await list(
      group.map((step) => toTask(step, terminal ? TICK_MS.live : TICK_MS.plain)),
      true,
    ).run();
  }
}

function toTask(step: Step, tickMs: number): ListrTask {
  return {
    title: step.title,
    async task(_, task) {
      const startedAt = performance.now();
      let line = '';
      const show = (): void => {
        const seconds = Math.floor((performance.now() - startedAt) / 1_000);
        task.output = seconds > 0 ? `${seconds} s ${line}`.trimEnd() : line;
      };
      const ticker = setInterval(show, tickMs);
      try {
        const result = await step.run((next) => {
          line = next;
          show();
        });
        if (result) task.title = `${step.title}: ${result}`;
      } finally {
        clearInterval(ticker);
      }
    },
  };
}

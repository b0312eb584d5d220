import { createLogUpdate } from 'log-update';
import type { Fault } from './fault.ts';

const DRAW_EVERY_MS = 200;

/** Shows which fault runs and since when: one line that is redrawn in a terminal, a line for each stage elsewhere. */
export interface Progress extends Disposable {
  stage(fault: Fault, stage: string): void;
  /** Keeps a line above the progress. */
  keep(line: string): void;
}

export function showStages(out: NodeJS.WriteStream, total: number): Progress {
  const draw = out.isTTY ? createLogUpdate(out) : null;
  let current: { readonly name: string; readonly stage: string; readonly since: number } | null = null;
  let done = 0;
  const show = () => {
    if (draw === null || current === null) return;
    const seconds = Math.floor((performance.now() - current.since) / 1_000);
    draw(`[${done + 1}/${total}] ${current.name}: ${current.stage}, ${seconds} s`);
  };
  const timer = draw === null ? undefined : setInterval(show, DRAW_EVERY_MS);
  return {
    stage({ name }, stage) {
      current = { name, stage, since: current?.name === name ? current.since : performance.now() };
      if (draw === null) out.write(`[${done + 1}/${total}] ${name}: ${stage}\n`);
      else show();
    },
    keep(line) {
      done += 1;
      draw?.clear();
      out.write(`${line}\n`);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      draw?.clear();
    },
  };
}

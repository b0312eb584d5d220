import type { GeneratedFile, ReadFile } from './generated.ts';

/** The first line of a committed file that is not what is generated, counted from 1. `null` for a line that is not there. */
export interface Drift {
  readonly path: string;
  readonly line: number;
  readonly committed: string | null;
  readonly generated: string | null;
}

/** The files that have drifted from what is generated. `read` throws `ENOENT` for a file that is not there. */
export function driftOf(files: readonly GeneratedFile[], read: ReadFile): Drift[] {
  return files.flatMap(({ path, text }) => {
    const [committed, generated] = [linesOf(textOf(path, read)), linesOf(text)];
    for (let at = 0; at < Math.max(committed.length, generated.length); at += 1) {
      if (committed[at] === generated[at]) continue;
      return [{ path, line: at + 1, committed: committed[at] ?? null, generated: generated[at] ?? null }];
    }
    return [];
  });
}

/** A drift for people. */
export function driftText({ path, line, committed, generated }: Drift): string {
  const shown = (text: string | null) => (text === null ? 'nothing' : text.trim());
  return `${path}:${line}: has ${shown(committed)}\n  the declarations give ${shown(generated)}`;
}

function textOf(path: string, read: ReadFile): string {
  try {
    return read(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

const PLAIN_EVERY_MS = 5_000;

export interface Reporter {
  /** A line that stays. */
  readonly say: (line: string) => void;
  /** How far it is: a line that is replaced in a terminal, one every few seconds elsewhere. */
  readonly live: (line: string) => void;
}

/** What is used of `process.stdout`. */
interface Screen {
  write(text: string): unknown;
  readonly isTTY: boolean;
  readonly columns: number;
}

/** Lines with the seconds since the start before them. */
export function consoleReporter(out: Screen, now: () => number): Reporter {
  const began = now();
  let lastPlain = Number.NEGATIVE_INFINITY;
  const clear = out.isTTY ? '\r\u{1b}[K' : '';
  const stamped = (line: string) => `${((now() - began) / 1_000).toFixed(1).padStart(6)} s  ${line}`;
  return {
    say: (line) => void out.write(`${clear}${stamped(line)}\n`),
    live(line) {
      if (out.isTTY) {
        // A line that wraps could not be taken back.
        out.write(`${clear}${stamped(line).slice(0, out.columns - 1)}`);
      } else if (now() - lastPlain >= PLAIN_EVERY_MS) {
        lastPlain = now();
        out.write(`${stamped(line)}\n`);
      }
    },
  };
}

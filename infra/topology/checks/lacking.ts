/** A line that a plain file lacks: the file, and where in it what has to stand. */
export type Problem = string;

export function lacking(file: string, line: string): Problem {
  return `${file} lacks ${line}`;
}

/** What is wrong with the value at a path of the declarations. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Whether the key at the path is wrong, rather than its value. */
  readonly onKey?: boolean;
}

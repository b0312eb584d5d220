/** Joins class names into one `className`. */
export function join(...classes: readonly (string | undefined)[]): string {
  return classes.filter((name) => name !== undefined).join(' ');
}

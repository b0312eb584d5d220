/** Several classes of the style sheets as one `className`. */
export function join(...classes: readonly (string | undefined)[]): string {
  return classes.filter((name) => name !== undefined).join(' ');
}

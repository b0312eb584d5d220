/** The command that does the same again, from its arguments; without the folder of the report, which is there now. */
export function rerunCommand(args: readonly string[]): string {
  const kept = args.filter(
    (arg, index) => arg !== '--report' && args[index - 1] !== '--report' && !arg.startsWith('--report='),
  );
  return ['npm run load --', ...kept.map(quoted)].join(' ');
}

function quoted(arg: string): string {
  return /^[\w./:=@,-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", String.raw`'\''`)}'`;
}

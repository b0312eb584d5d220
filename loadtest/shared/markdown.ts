import { readFile, writeFile } from 'node:fs/promises';

/** A Markdown table: the first column to the left, the others to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map(line).join('\n');
}

/** Replaces the text between the marks of a section of a page: `<!-- name: begin -->` and `<!-- name: end -->`. */
export async function writeSection(page: string, name: string, text: string): Promise<void> {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const before = await readFile(page, 'utf8');
  const [head, rest] = before.split(begin);
  const [, tail] = rest?.split(end) ?? [];
  if (tail === undefined) throw new Error(`${page} has no ${begin} with ${end} after it`);
  await writeFile(page, `${head}${begin}\n\n${text}\n\n${end}${tail}`);
}

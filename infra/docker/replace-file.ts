import { chmod, chown, rename, rm, writeFile } from 'node:fs/promises';

/** Puts a file there, at once and whole, readable by one user and one group. */
export async function replaceFile(
  path: string,
  text: string,
  { user, group }: { readonly user: number; readonly group: number },
): Promise<void> {
  // A run that was broken off may have left one, which nobody may write to.
  await rm(`${path}.new`, { force: true });
  await writeFile(`${path}.new`, text, { mode: 0o440 });
  await chown(`${path}.new`, user, group);
  await chmod(`${path}.new`, 0o440);
  await rename(`${path}.new`, path);
}

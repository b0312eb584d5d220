import { chmod, chown, rename, rm, writeFile } from 'node:fs/promises';

/** Replaces a file atomically, readable by one user and one group. */
export async function replaceFile(
  path: string,
  text: string,
  { user, group }: { readonly user: number; readonly group: number },
): Promise<void> {
  // An interrupted run may have left one, which is read-only.
  await rm(`${path}.new`, { force: true });
  await writeFile(`${path}.new`, text, { mode: 0o440 });
  await chown(`${path}.new`, user, group);
  await chmod(`${path}.new`, 0o440);
  await rename(`${path}.new`, path);
}

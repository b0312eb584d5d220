import { execFileSync } from 'node:child_process';

const CHECKED = ['ts', 'tsx', 'mjs', 'css', 'html', 'md', 'py', 'yaml', 'yml', 'conf', 'json'].map(
  (extension) => `*.${extension}`,
);

/** Generated files, data, and this check's own list. */
const EXCLUDED = [
  'package-lock.json',
  '*/generated/*',
  'docs/asyncapi.json',
  'docs/openapi.json',
  'infra/kind/schemas/kubernetes.json',
  'infra/checks/words/*',
];

/** The tracked files to check, relative to `root`. */
export function filesToCheck(root: string): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--', ...CHECKED, ...EXCLUDED.map((path) => `:!${path}`)], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed.split('\0').filter(Boolean);
}

/** The text without what is history: released parts of the changelog. Lines keep their numbers. */
export function currentPart(file: string, text: string): string {
  if (file !== 'CHANGELOG.md') return text;
  const [unreleased = ''] = text.split(/^## \[?\d/m);
  return unreleased;
}

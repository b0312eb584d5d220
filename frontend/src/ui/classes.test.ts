import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const SOURCES = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(path, 'utf8');

/** Each class that a component uses, as the style sheet's path and the class name. */
function usedClasses(): string[] {
  return globSync(join(SOURCES, '**/*.tsx')).flatMap((path) => {
    const text = read(path);
    return [...text.matchAll(/import (\w+) from '([^']+\.module\.css)'/g)].flatMap(([, name, sheet]) =>
      [...text.matchAll(new RegExp(`(?<!/)\\b${name}\\.(\\w+)`, 'g'))].map(
        ([, used]) => `${resolve(path, '..', sheet!)} ${used}`,
      ),
    );
  });
}

function definedClasses(): string[] {
  return globSync(join(SOURCES, '**/*.module.css')).flatMap((path) => {
    const selectors = read(path)
      .replaceAll(/\/\*.*?\*\//gs, '')
      .replaceAll(/:[^;{}]*;/g, ';');
    return [...selectors.matchAll(/\.([a-zA-Z]\w*)/g)].map(([, name]) => `${path} ${name}`);
  });
}

it('every class that is used exists, and every class that exists is used', () => {
  const used = new Set(usedClasses());
  const defined = new Set(definedClasses());
  expect(used.size).toBeGreaterThan(50);
  expect([...used].filter((name) => !defined.has(name))).toEqual([]);
  // Tones are selected by name.
  const chosen = new Set(['soft', 'up', 'down'].map((name) => `${join(SOURCES, 'ui/ui.module.css')} ${name}`));
  expect([...defined].filter((name) => !used.has(name) && !chosen.has(name))).toEqual([]);
});

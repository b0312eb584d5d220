import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { problemsOf, unknown } from './check.ts';
import type { KnownSite } from './check.ts';
import type { Problem } from './problem.ts';
import { declarationsSchema, MAP_FIELDS, MODES, SOURCE_FIELDS, STREAM_FIELDS } from './schema.ts';
import type { Declarations } from './schema.ts';

/** Invalid declarations. `problems` has a line for each: `file:line:column: what is wrong`. */
export class DeclarationError extends Error {
  override readonly name = 'DeclarationError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export interface ParseOptions {
  /** Named in errors. */
  readonly file: string;
  /** The sites that exist; `null` where they are not known, so that sites and links are not checked. */
  readonly sites: readonly KnownSite[] | null;
}

/** Reads declarations from YAML, or from JSON, which YAML includes. Throws `DeclarationError`. */
export function parseDeclarations(text: string, { file, sites }: ParseOptions): Declarations {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number, message: string) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}: ${message}`;
  };
  if (document.errors.length > 0) {
    throw new DeclarationError(
      document.errors.map(({ pos, message }) => at(pos[0], message.split('\n', 1)[0] ?? message)),
    );
  }
  const content: unknown = document.toJS();
  const parsed = declarationsSchema.safeParse(content);
  const problems = parsed.success
    ? problemsOf(parsed.data, sites)
    : parsed.error.issues.flatMap((issue) => describeIssue(issue, content));
  if (problems.length > 0) {
    throw new DeclarationError(
      problems.map(({ path, message, onKey = false }) => at(offsetOf(document, path, onKey), message)),
    );
  }
  return parsed.data as Declarations;
}

function describeIssue(issue: z.core.$ZodIssue, content: unknown): Problem[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: unknown('field', key, fieldsAt(path, content)),
      onKey: true,
    }));
  }
  const value = valueAt(content, path);
  if (path.at(-1) === 'mode' && path.length === 3) {
    const modes = Object.keys(MODES);
    if (value === undefined) return [{ path, message: `mode is missing: it is one of ${modes.join(', ')}` }];
    return [{ path, message: unknown('mode', typeof value === 'string' ? value : JSON.stringify(value), modes) }];
  }
  if (value === undefined) return [{ path, message: `${path.join('.')} is missing` }];
  return [{ path, message: `${JSON.stringify(value)} is not allowed: ${issue.message}` }];
}

/** The fields that an object at a path may have. */
function fieldsAt(path: Problem['path'], content: unknown): readonly string[] {
  if (path.length === 0) return Object.keys(declarationsSchema.shape);
  if (path[0] === 'streams') return STREAM_FIELDS;
  if (path.includes('map')) return MAP_FIELDS;
  if (path[2] === 'sources') return SOURCE_FIELDS;
  const mode = valueAt(content, [...path.slice(0, 2), 'mode']) as keyof typeof MODES;
  return Object.keys(MODES[mode].shape);
}

function valueAt(content: unknown, path: Problem['path']): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    content,
  );
}

/** Where in the text the value at a path begins, or its key; for a path that is not there, where its nearest parent does. */
function offsetOf(document: Document, path: Problem['path'], onKey: boolean): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    const value = document.getIn(path.slice(0, length), true);
    const offset = rangeOf(onKey && length === path.length ? pair?.key : value) ?? rangeOf(pair?.key);
    if (offset !== null) return offset;
  }
  return 0;
}

function rangeOf(node: unknown): number | null {
  return (node as { readonly range?: readonly number[] } | null | undefined)?.range?.[0] ?? null;
}

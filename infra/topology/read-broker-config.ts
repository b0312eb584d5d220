import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Value = string | readonly Value[] | { readonly [key: string]: Value };

type ReadFile = (path: string) => string;

/**
 * Reads a configuration of `infra/nats` as the broker does, limited to the syntax used there: maps, lists, includes, variables of the file.
 * `read` gives the text of a file, also of those included.
 */
export function readBrokerConfig(
  path: string,
  read: ReadFile = (file) => readFileSync(file, 'utf8'),
): { readonly [key: string]: Value } {
  return readMap(tokensOf(read(path)), {}, { path, read });
}

const TOKEN = /#[^\n]*|"((?:[^"\\]|\\.)*)"|[{}[\]]|[^\s,:={}[\]"#]+|[\n,:=]/g;

interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

function tokensOf(content: string): Token[] {
  return [...content.matchAll(TOKEN)]
    .filter(([text]) => !text.startsWith('#') && !/^[\n,:=]$/.test(text))
    .map(([text, quoted]) => ({ text: quoted ?? text, quoted: quoted !== undefined }));
}

type Scope = Record<string, Value>;

interface Source {
  readonly path: string;
  readonly read: ReadFile;
}

/** Up to the closing brace, or to the end of the file. */
function readMap(tokens: Token[], outer: Scope, source: Source): Scope {
  const map: Scope = {};
  for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) {
    if (!token.quoted && token.text === '}') return map;
    if (!token.quoted && token.text === 'include') {
      const file = join(dirname(source.path), tokens.shift()?.text ?? '');
      Object.assign(map, readMap(tokensOf(source.read(file)), { ...outer, ...map }, { ...source, path: file }));
    } else {
      map[token.text] = readValue(tokens, { ...outer, ...map }, source);
    }
  }
  return map;
}

function readValue(tokens: Token[], scope: Scope, source: Source): Value {
  const token = tokens.shift();
  if (token === undefined) throw new Error(`${source.path} ends too soon`);
  if (token.quoted) return token.text;
  if (token.text === '{') return readMap(tokens, scope, source);
  if (token.text === '[') {
    const list: Value[] = [];
    while (tokens[0] !== undefined && (tokens[0].quoted || tokens[0].text !== ']'))
      list.push(readValue(tokens, scope, source));
    tokens.shift();
    return list;
  }
  // Any other variable comes from the environment, and is kept as it is.
  return token.text.startsWith('$') ? (scope[token.text.slice(1)] ?? token.text) : token.text;
}

/** A list of the configuration; empty where it has none. Throws on anything else. */
export function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error(`${JSON.stringify(value)} is not a list`);
  return value as readonly Value[];
}

/** A map of the configuration; empty where it has none. Throws on anything else. */
export function mapOf(value: Value | undefined): Readonly<Record<string, Value>> {
  if (value === undefined) return {};
  if (typeof value === 'string' || Array.isArray(value)) throw new Error(`${JSON.stringify(value)} is not a map`);
  return value as Readonly<Record<string, Value>>;
}

/** A text of the configuration. Throws on anything else. */
export function textOf(value: Value | undefined): string {
  if (typeof value !== 'string') throw new Error(`${JSON.stringify(value)} is not a text`);
  return value;
}

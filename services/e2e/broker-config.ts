import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Value = string | readonly Value[] | { readonly [key: string]: Value };

/** Reads a configuration of `infra/nats` as the broker does, limited to the syntax used there: maps, lists, includes, variables of the file. */
export function readBrokerConfig(path: string): { readonly [key: string]: Value } {
  return readMap(tokensOf(path), {}, path);
}

const TOKEN = /#[^\n]*|"((?:[^"\\]|\\.)*)"|[{}[\]]|[^\s,:={}[\]"#]+|[\n,:=]/g;

interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

function tokensOf(path: string): Token[] {
  return [...readFileSync(path, 'utf8').matchAll(TOKEN)]
    .filter(([text]) => !text.startsWith('#') && !/^[\n,:=]$/.test(text))
    .map(([text, quoted]) => ({ text: quoted ?? text, quoted: quoted !== undefined }));
}

type Scope = Record<string, Value>;

/** Up to the closing brace, or to the end of the file. */
function readMap(tokens: Token[], outer: Scope, path: string): Scope {
  const map: Scope = {};
  for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) {
    if (!token.quoted && token.text === '}') return map;
    if (!token.quoted && token.text === 'include') {
      const file = join(dirname(path), tokens.shift()?.text ?? '');
      Object.assign(map, readMap(tokensOf(file), { ...outer, ...map }, file));
    } else {
      map[token.text] = readValue(tokens, { ...outer, ...map }, path);
    }
  }
  return map;
}

function readValue(tokens: Token[], scope: Scope, path: string): Value {
  const token = tokens.shift();
  if (token === undefined) throw new Error(`${path} ends too soon`);
  if (token.quoted) return token.text;
  if (token.text === '{') return readMap(tokens, scope, path);
  if (token.text === '[') {
    const list: Value[] = [];
    while (tokens[0] !== undefined && (tokens[0].quoted || tokens[0].text !== ']'))
      list.push(readValue(tokens, scope, path));
    tokens.shift();
    return list;
  }
  // Any other variable comes from the environment, and is kept as it is.
  return token.text.startsWith('$') ? (scope[token.text.slice(1)] ?? token.text) : token.text;
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, parseEnv, setting } from './config.ts';

const settings = { NATS_PASSWORD: setting.text("that user's password"), SITE: setting.text('a site').default('cloud') };

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'secrets-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

async function secret(text: string): Promise<string> {
  const path = join(dir, 'secret');
  await writeFile(path, text);
  return path;
}

describe('a secret in a file', () => {
  it('is read without the line break at its end', async () => {
    const env = { NATS_PASSWORD_FILE: await secret('pabc\n') };
    expect(parseEnv(settings, env).NATS_PASSWORD).toBe('pabc');
  });

  it('is ignored when the variable is empty, as compose leaves it', () => {
    expect(parseEnv(settings, { NATS_PASSWORD: 'p', NATS_PASSWORD_FILE: '' }).NATS_PASSWORD).toBe('p');
  });

  it('is refused by name and without its content when the file is missing, empty, or not the only value', async () => {
    const gone = join(dir, 'gone');
    expect(problems({ NATS_PASSWORD_FILE: gone })).toEqual([
      `NATS_PASSWORD_FILE = "${gone}" is not allowed: must be a file that can be read (ENOENT)`,
    ]);
    const empty = await secret('\n');
    expect(problems({ NATS_PASSWORD_FILE: empty })).toEqual([
      `NATS_PASSWORD_FILE = "${empty}" is not allowed: the file is empty`,
    ]);
    const path = await secret('pabc');
    expect(problems({ NATS_PASSWORD_FILE: path, NATS_PASSWORD: 'pdef' })).toEqual([
      `NATS_PASSWORD_FILE = "${path}" is not allowed: NATS_PASSWORD is set too; set only one of them`,
    ]);
  });

  it('is for secrets only', async () => {
    expect(parseEnv(settings, { SITE_FILE: await secret('edge'), NATS_PASSWORD: 'p' }).SITE).toBe('cloud');
  });
});

function problems(env: Record<string, string>): readonly string[] {
  try {
    parseEnv(settings, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { controlAddress } from './control.ts';

const TOKEN_FILE = 'operator-token';
const AUDIT_FILE = 'console-audit.jsonl';
const MIGRATE_ENTRY = join(import.meta.dirname, '../migrate/main.ts');

/** The operator's token of a data directory, generated at the first start and kept in a file that only its owner may read. */
export async function loadOperatorToken(dataDir: string): Promise<string> {
  const file = join(dataDir, TOKEN_FILE);
  await mkdir(dataDir, { recursive: true });
  try {
    await writeFile(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    await chmod(file, 0o600);
  }
  return (await readFile(file, 'utf8')).trim();
}

/** The console's variables with which it acts on the demo of a data directory. Call `loadOperatorToken` first. */
export function actingSettings(dataDir: string): Record<string, string> {
  return {
    CONTROL_SOCKET: controlAddress(dataDir),
    OPERATOR_TOKEN_FILE: join(dataDir, TOKEN_FILE),
    AUDIT_FILE: join(dataDir, AUDIT_FILE),
    MIGRATE_ENTRY,
    DATA_DIR: dataDir,
    // The front door.
    TRUSTED_PROXIES: '1',
  };
}

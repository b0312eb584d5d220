import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';

export const auditEntrySchema = z
  .object({
    time: z.int().describe('When it was answered, in milliseconds since the Unix epoch'),
    who: z.enum(['operator', 'unknown']).describe('`unknown`: without the token'),
    address: z.string().describe("The client's address"),
    action: z.string(),
    target: z.string().describe('`link`, or the name of a process'),
    result: z.enum(['done', 'refused', 'failed']),
    status: z.int().describe('The HTTP status'),
    detail: z.string().describe('Why it was not done; empty when it was'),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Every action and its result: one line of JSON each, in a file that only its owner may read. */
export class AuditLog implements AsyncDisposable {
  readonly #path: string;
  readonly #file: FileHandle;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** Throws when the file cannot be written: nobody may act unaudited. */
  static async open(path: string): Promise<AuditLog> {
    const file = await open(path, 'a', 0o600);
    await file.chmod(0o600);
    return new AuditLog(path, file);
  }

  async write(entry: AuditEntry): Promise<void> {
    await this.#file.appendFile(`${JSON.stringify(entry)}\n`);
  }

  /** All lines, the oldest first. */
  async lines(): Promise<string> {
    await using file = await open(this.#path, 'r');
    return await file.readFile('utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

/** The newest entries, the newest first. A line that a crash cut short is left out. */
export function newestOf(lines: string, count: number): AuditEntry[] {
  const entries = lines.split('\n').flatMap((line) => {
    try {
      const parsed = auditEntrySchema.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
  return entries.slice(-count).toReversed();
}

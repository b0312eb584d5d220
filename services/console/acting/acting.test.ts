import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@quotebridge/service-kit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Acting } from './acting.ts';
import type { Actions } from './actions.ts';
import { AuditLog, newestOf } from './audit-log.ts';
import { Operator } from './operator.ts';

const TOKEN = 'a-token-of-the-operator-0123456789';
const actions: Actions = {
  processes: async () => [],
  actOnLink: async () => undefined,
  actOnProcess: async () => undefined,
};
const headers = { host: 'localhost:8080', authorization: `Bearer ${TOKEN}` };
const operator = { headers, address: '10.0.0.1' };
const stranger = { headers: { host: 'localhost:8080' }, address: '10.0.0.2' };

let dir: string;
let file: string;
let audit: AuditLog;
let acting: Acting;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'audit-'));
  file = join(dir, 'audit.jsonl');
  audit = await AuditLog.open(file);
  acting = new Acting({
    actions,
    operator: new Operator(TOKEN, () => 0),
    audit,
    clock: () => ({ wall: 1_700_000_000_000, monotonic: 0 }),
    log: createLogger('console', 'silent'),
  });
});
afterEach(async () => {
  await audit[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});

const cut = (run: Actions['actOnLink']) => ({ action: 'cut', target: 'link', run: () => run('cut') });

it('audits what was done, refused and failed, in a file for its owner', async () => {
  const ran: string[] = [];
  const attempts = [
    [operator, cut(async () => void ran.push('operator'))],
    [stranger, cut(async () => void ran.push('stranger'))],
    [operator, cut(async () => Promise.reject(new Error('no cable')))],
  ] as const;
  for (const [sender, attempt] of attempts) await acting.attempt(sender, attempt);
  expect(ran).toEqual(['operator']);
  const entries = (await readFile(file, 'utf8')).trim().split('\n');
  const common = { time: 1_700_000_000_000, action: 'cut', target: 'link' };
  expect(entries.map((line) => JSON.parse(line))).toEqual([
    { ...common, who: 'operator', address: '10.0.0.1', result: 'done', status: 200, detail: '' },
    expect.objectContaining({ who: 'unknown', address: '10.0.0.2', result: 'refused', status: 401 }),
    expect.objectContaining({
      who: 'operator',
      result: 'failed',
      status: 502,
      detail: expect.stringContaining('no cable'),
    }),
  ]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).not.toContain(TOKEN);
});

it('keeps strangers from filling the disk, and still audits the operator', async () => {
  for (let n = 0; n < 100; n += 1)
    await acting.attempt(
      stranger,
      cut(async () => undefined),
    );
  await acting.attempt(
    operator,
    cut(async () => undefined),
  );
  const entries = newestOf(await audit.lines(), 200);
  expect(entries).toHaveLength(61);
  expect(entries[0]).toMatchObject({ who: 'operator', result: 'done' });
});

it('reads the newest entries first, and past a line that a crash cut short', async () => {
  await acting.attempt(
    operator,
    cut(async () => undefined),
  );
  const line = (await audit.lines()).trim();
  expect(newestOf(`${line}\n{"time":17\n${line.replace('cut', 'restore')}\n`, 2).map(({ action }) => action)).toEqual([
    'restore',
    'cut',
  ]);
  expect(newestOf(`${line}\n${line.replace('cut', 'restore')}\n`, 1).map(({ action }) => action)).toEqual(['restore']);
});

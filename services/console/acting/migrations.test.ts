import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Migrations } from './migrations.ts';

const WAIT = { timeout: 30_000, interval: 20 };
/** Prints its arguments as the first entry, then waits for a signal, as the tool waits for the operator. */
const TOOL = `
const print = (event, status, more) => console.log(JSON.stringify({ event, id: '0001', status, ...more }));
const end = (status, code) => { print('end', status, { reason: null }); process.exit(code); };
const args = process.argv.slice(2).join(' ');
if (args.startsWith('rollback')) end('rolled-back', 3);
if (args.startsWith('resume')) { console.error('no migration is unfinished'); process.exit(1); }
process.on('SIGUSR2', () => end('held', 4));
process.on('SIGTERM', () => end('rolled-back', 3));
setInterval(() => undefined, 1_000);
print('step', 'running', { at: 5, step: '', text: args });
`;

let folder: string;
let migrations: Migrations;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  const entry = join(folder, 'tool.mjs');
  await writeFile(entry, TOOL);
  migrations = new Migrations({ entry, data: '/data', now: () => 7 });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const status = (expected: string) => vi.waitFor(() => expect(migrations.current?.status).toBe(expected), WAIT);
/** The tool has printed an entry, so it takes signals. */
const started = () => vi.waitFor(() => expect(migrations.current?.timeline).toHaveLength(1), WAIT);

it('starts one at a time, holds it, and rolls the held one back', async () => {
  migrations.begin(0, 2);
  await started();
  expect(migrations.current).toEqual({
    id: '0001',
    stage: 0,
    status: 'running',
    timeline: [
      {
        at: 5,
        kind: 'step',
        text: 'move api,gateway --to onprem --yes --json --data /data --operator console',
      },
    ],
  });
  expect(() => migrations.begin(2, 0)).toThrow('a migration runs');
  expect(() => migrations.act('resume')).toThrow('runs already');
  migrations.act('hold');
  await status('held');
  migrations.act('rollback');
  await status('rolled-back');
});

it('rolls a running one back', async () => {
  migrations.begin(2, 0);
  await started();
  migrations.act('rollback');
  await status('rolled-back');
  expect(migrations.current?.stage).toBe(2);
});

it('holds one that has only begun', async () => {
  migrations.begin(2, 0);
  migrations.act('hold');
  await status('held');
  expect(migrations.current?.timeline).toHaveLength(1);
});

it('reports why the tool failed', async () => {
  migrations.act('resume');
  await status('failed');
  expect(migrations.current?.timeline).toEqual([{ at: 7, kind: 'failed', text: 'no migration is unfinished' }]);
});

it('refuses where there is nothing to do', () => {
  expect(() => migrations.begin(2, 2)).toThrow('at stage 2 already');
  expect(() => migrations.act('hold')).toThrow('no migration runs');
  expect(migrations.current).toBeNull();
});

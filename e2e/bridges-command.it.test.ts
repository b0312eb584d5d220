import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { freeBase, freePort, siteManager } from '@quotebridge/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findDemo } from '../infra/bridges-cli/find-demo.ts';
import { pauseCommand } from '../infra/bridges-cli/pause.ts';
import { planCommand } from '../infra/bridges-cli/plan.ts';
import { collectStatus } from '../infra/bridges-cli/status.ts';
import { statusTable } from '../infra/bridges-cli/status-table.ts';
import { startDemo } from '../infra/demo/demo.ts';
import { parseOptions } from '../infra/demo/options.ts';
import { controlDemo } from '../infra/local/control.ts';

const ROOT = resolve(import.meta.dirname, '..');
const WAIT = { timeout: 30_000, interval: 100 };
const ONLY_QUOTES = `
streams:
  - { name: QUOTES, site: onprem, subjects: [quotes.*, feed.heartbeat, feed.claim] }
bridges:
  - { name: quotes, mode: replicate, stream: QUOTES, from: onprem, to: [cloud] }
`;

const resources = new AsyncDisposableStack();
let data: string;
beforeAll(async () => {
  data = resources.adopt(await mkdtemp(join(tmpdir(), 'quotebridge-bridges-')), (folder) =>
    rm(folder, { recursive: true }),
  );
  const places = ['--port', String(await freePort()), '--base-port', String(await freeBase()), '--data', data];
  const options = parseOptions([...places, '--source', 'simulated', '--symbols', '2'], { root: ROOT, cwd: ROOT });
  resources.use(
    await startDemo(ROOT, options, {
      startedAt: Date.now(),
      stopping: new AbortController().signal,
      say: () => undefined,
    }),
  );
});
afterAll(() => resources.disposeAsync());

const plan = async (file: string | null = null) => planCommand({ file, demo: await findDemo(data) });
const running = async () => {
  const demo = await findDemo(data);
  if (demo === null) throw new Error('the demo does not run');
  return demo;
};

it('plans no change for a demo that runs with the same declarations', async () => {
  await expect
    .poll(() => plan(), WAIT)
    .toMatchObject({ changes: 0, text: expect.stringContaining('nothing would change') });
});

it('names what a file no longer declares, which stays', async () => {
  const file = join(data, 'changed.yaml');
  await writeFile(file, ONLY_QUOTES);
  const { text, changes } = await plan(file);
  expect(changes).toBe(7);
  expect(text).toContain(`${file}: valid, 1 bridge\n`);
  expect(text.match(/! .*/g)).toEqual([
    expect.stringMatching(/^! stream INSTRUMENTS +no longer declared/),
    expect.stringMatching(/^! consumer CLOUD of INSTRUMENTS +no longer declared/),
    expect.stringMatching(/^! stream DEMAND_CLOUD +no longer declared/),
    expect.stringMatching(/^! stream DEMAND_ONPREM +no longer declared/),
    expect.stringMatching(/^! stream INSTRUMENTS +no longer declared/),
    expect.stringMatching(/^! stream DEMAND_CLOUD +no longer declared/),
    expect.stringMatching(/^! consumer ONPREM of DEMAND_CLOUD +no longer declared/),
  ]);
});

it('refuses an invalid file with the line', async () => {
  const file = join(data, 'invalid.yaml');
  await writeFile(file, ONLY_QUOTES.replace('[cloud]', '[clod]'));
  await expect(plan(file)).rejects.toThrow(`${file}:5:73: there is no site "clod"; did you mean "cloud"?`);
});

it('shows field by field what the bridge service would put right, and that a service that hangs does not report', async () => {
  const demo = await running();
  await expect
    .poll(
      async () => (await collectStatus(demo)).map(({ bridge, site, report }) => [bridge, site, report?.state]),
      WAIT,
    )
    .toEqual([
      ['quotes', 'cloud', 'active'],
      ['instruments', 'cloud', expect.stringMatching(/active|idle/)],
      ['demand', 'onprem', expect.stringMatching(/active|idle/)],
      ['quotes-live', 'cloud', 'open'],
      ['refdata-details', 'onprem', 'open'],
      ['refdata-details', 'cloud', 'open'],
      ['refdata-changed', 'cloud', 'open'],
    ]);

  await controlDemo(data, 'hang/bridge-onprem');
  try {
    await using stack = new AsyncDisposableStack();
    const pass = demo.credentials.passwordOf('onprem', 'bridge');
    const servers = [...(demo.status.brokerUrls['onprem'] ?? [])];
    const nc = await connect({ servers, user: 'bridge', pass, inboxPrefix: '_INBOX_bridge' });
    stack.defer(() => nc.close());
    const jsm = await siteManager(nc);
    const { config } = await jsm.streams.info('QUOTES');
    await jsm.streams.update('QUOTES', { ...config, max_bytes: 50_000_000 });
    await jsm.consumers.delete('INSTRUMENTS', 'CLOUD');
    const { text, changes } = await plan();
    expect(changes).toBe(2);
    expect(text).toMatch(/~ stream QUOTES +change\n +max_bytes: 50000000 -> 1073741824\n/);
    expect(text).toMatch(/\+ consumer CLOUD of INSTRUMENTS +create\n/);
    expect(text).toContain('1 to create, 1 to change');

    const table = statusTable(await collectStatus(demo), Date.now());
    expect(table).toMatch(/refdata-details +│ bridge +│ +│ +│ onprem +│ not reported/);
    expect(table).toContain('the bridge service of onprem does not report: no response within 1.5 s');
  } finally {
    await controlDemo(data, 'resume/bridge-onprem');
  }
  await expect.poll(async () => (await plan()).changes, WAIT).toBe(0);
});

it('pauses and resumes a bridge, which the state shows and the plan does not change', async () => {
  const demo = await running();
  const pause = (name: string, paused: boolean) => pauseCommand({ demo, name, paused });
  const stateOf = async (name: string) =>
    (await collectStatus(demo)).find(({ bridge }) => bridge === name)?.report?.state;
  expect(await pause('quotes', true)).toBe(
    'quotes is paused: cloud receives nothing more of QUOTES, and onprem keeps it within the limits of the stream.\n' +
      'To resume it: npm run bridges -- resume quotes\n',
  );
  await expect.poll(() => stateOf('quotes'), WAIT).toBe('paused');
  expect(await pause('quotes', true)).toContain('quotes is paused');
  expect(await plan()).toMatchObject({ changes: 0 });
  expect(statusTable(await collectStatus(demo), Date.now())).toMatch(
    /quotes +│ replicate │ onprem │ cloud +│ cloud +│ paused /,
  );
  expect(await pause('quotes', false)).toBe(
    'quotes is resumed: cloud continues after the last message of QUOTES that it holds.\n',
  );
  await expect.poll(() => stateOf('quotes'), WAIT).toBe('active');
});

it('refuses to pause a bridge that does not exist or cannot be paused, or whose bridge service hangs', async () => {
  const demo = await running();
  const pause = (name: string) => pauseCommand({ demo, name, paused: true });
  await expect(pause('quotse')).rejects.toThrow('there is no bridge "quotse"; did you mean "quotes"?');
  await expect(pause('quotes-live')).rejects.toThrow('only bridges of mode replicate can be paused');
  await controlDemo(data, 'hang/bridge-onprem');
  try {
    await expect(pause('quotes')).rejects.toThrow('the bridge service of onprem does not answer');
  } finally {
    await controlDemo(data, 'resume/bridge-onprem');
  }
  // It gets the request once it goes on.
  await pauseCommand({ demo, name: 'quotes', paused: false });
});

it('shows what is declared where no demo runs', async () => {
  const { text, changes } = await planCommand({ file: null, demo: await findDemo(join(data, 'none')) });
  expect(changes).toBe(0);
  expect(text).toContain('onprem\n  stream QUOTES\n  consumer CLOUD of QUOTES\n');
  expect(text).toContain('no demo runs with this data directory');
});

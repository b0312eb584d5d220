import { expect, it } from 'vitest';
import { fakeCommands } from './fake-commands.ts';
import { canInspect, checkMachine, isAtLeast } from './machine.ts';
import { freePort } from '../local/ports.ts';

const DEMO = { name: 'q', data: '' };
const INFO = JSON.stringify({ ServerVersion: '29.0', MemTotal: 8 * 2 ** 30 });
const KUBECTL = `echo '{"clientVersion":{"gitVersion":"v1.34.4"}}'`;
const docker = (info = INFO, buildx = 'echo buildx v0.30') =>
  `case "$1" in info) echo '${info}' ;; buildx) ${buildx} ;; esac`;

async function check(scripts: Record<string, string>, light = false) {
  const well = { docker: docker(), kind: 'echo kind v0.33.0 go1.26 linux/amd64', kubectl: KUBECTL };
  await using _ = await fakeCommands({ ...well, ...scripts });
  const port = await freePort();
  const findings = await checkMachine(DEMO, { light, port });
  const bad = findings.filter(({ what, ok }) => !ok && !what.startsWith('inotify'));
  return { port, bad, canInspect: canInspect(findings) };
}

it('accepts a machine with everything', async () => {
  expect(await check({})).toMatchObject({ bad: [], canInspect: true });
});

it('needs buildx to build, but not to look at what runs', async () => {
  const broken = docker(INFO, `echo "docker: 'buildx' is not a docker command." >&2; exit 1`);
  const { bad, canInspect: can } = await check({ docker: broken });
  expect(bad).toMatchObject([{ what: 'buildx', found: "docker: 'buildx' is not a docker command." }]);
  expect(can).toBe(true);
});

it.each([
  ['kind', 'echo kind v0.29.0 go1.24 linux/amd64', 'install kind 0.30 or newer'],
  ['kubectl', KUBECTL.replace('1.34', '1.29'), 'install kubectl 1.30 or newer'],
])('says that %s is too old, and which one would do', async (what, script, remedy) => {
  const { bad, canInspect: can } = await check({ [what]: script });
  expect(bad).toMatchObject([{ what, remedy: expect.stringContaining(remedy) }]);
  expect(can).toBe(false);
});

it('offers the small layout to a machine that is short of memory, with the port that was asked for', async () => {
  const small = docker(JSON.stringify({ ServerVersion: '29.0', MemTotal: 3.5 * 2 ** 30 }));
  const { bad, port } = await check({ docker: small });
  expect(bad).toMatchObject([{ what: 'memory', found: 'Docker has 3.5 GiB, needed are 4' }]);
  expect(bad[0]?.remedy).toContain(`npm run kind:up -- --name q --light --port ${port}`);
  expect(await check({ docker: small }, true)).toMatchObject({ bad: [] });
});

it('compares versions by number', () => {
  expect(isAtLeast('kind v0.30.0', 30, 0)).toBe(true);
  expect(isAtLeast('kind v0.9.0', 30, 0)).toBe(false);
  expect(isAtLeast('v1.4.0', 30, 0)).toBe(true);
  expect(isAtLeast('v1.30.1-gke.1', 30, 1)).toBe(true);
  expect(isAtLeast('unknown', 30, 1)).toBe(false);
});

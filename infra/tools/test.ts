import { Command, Option } from 'commander';
import { root } from './install.mjs';
import { NatsServerError, obtainNatsServer, sourceContext } from './nats-server.ts';
import { findChromium, NoChromiumError } from './suites/chromium.ts';
import { existingK6, NoK6Error } from './k6.ts';
import { findDocker, NoDockerError } from './suites/docker.ts';
import { findKind, NoKindError } from './suites/kind.ts';
import { findKubectl, NoKubectlError } from './suites/kubectl.ts';
import { findClientPython, NoPythonError } from './suites/python.ts';
import { summarise, type Missing } from './suites/report.ts';
import { findSchemathesis, NoSchemathesisError } from './suites/schemathesis.ts';
import { SUITES, type Need, type Result, type Suite } from './suites/suite.ts';
import { runSuite } from './suites/vitest.ts';

const command = new Command('npm test --')
  .description('Runs every suite that this machine can run, and names those that it cannot.')
  .argument('[filters...]', 'only test files whose path has one of these in it')
  .addOption(new Option('--only <suite>', 'only this suite').choices(SUITES.map(({ name }) => name)))
  .option('--require-all', 'fail when anything is skipped', false)
  .parse();
const { only, requireAll } = command.opts<{ only?: string; requireAll: boolean }>();
const suites = SUITES.filter(({ name }) => only === undefined || only === name);

/** Each requirement is looked up once, when the first suite needs it, and passed on in the environment. */
const FINDERS: Record<Need, () => Promise<Record<string, string>>> = {
  'nats-server': async () => ({ NATS_SERVER: await obtainNatsServer(sourceContext(root, console.log)) }),
  schemathesis: async () => ({ SCHEMATHESIS: await findSchemathesis(root, process.env) }),
  'client-python': async () => ({ CLIENT_PYTHON: await findClientPython(root) }),
  chromium: async () => ({ CHROMIUM: await findChromium(process.env, process.platform) }),
  docker: () => findDocker(),
  k6: async () => ({ K6: (await existingK6({ root, env: process.env, say: console.log })).file }),
  kubectl: () => findKubectl(),
  kind: () => findKind(),
};
/** Errors of the finders for programs that a machine lacks. */
const CANNOT = [
  NatsServerError,
  NoSchemathesisError,
  NoPythonError,
  NoChromiumError,
  NoDockerError,
  NoK6Error,
  NoKubectlError,
  NoKindError,
];
const found = new Map<Need, Promise<Record<string, string>>>();
const find = async (need: Need): Promise<Record<string, string>> => {
  const finding = found.get(need) ?? FINDERS[need]();
  found.set(need, finding);
  return finding;
};

const results: Result[] = [];
const missing: Missing[] = [];
/** A missing program becomes a line of the summary. */
const note = (suite: Suite['name'], part: boolean) => (error: unknown) => {
  if (!CANNOT.some((kind) => error instanceof kind) || !(error instanceof Error)) throw error;
  missing.push({ suite, part, reason: error.message });
};
for (const { name, needs, uses = [] } of suites) {
  console.log(`\n${name}`);
  const needed = await Promise.all(needs.map(find)).catch(note(name, false));
  if (needed === undefined) continue;
  const used = await Promise.all(uses.map((need) => find(need).catch(note(name, true))));
  results.push(await runSuite(root, name, Object.assign({}, ...needed, ...used), command.args));
}
const { lines, succeeded } = summarise(results, missing, { requireAll, only: only !== undefined });
console.log(`\n${lines.join('\n')}`);
process.exitCode = succeeded ? 0 : 1;

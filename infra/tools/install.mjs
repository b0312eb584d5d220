// Runs before node_modules exists: plain JavaScript for the machine's own Node, nothing imported but Node itself.
import { spawn } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const LOOK_EVERY_MS = 200;
/** A lock without a process id is one that was just released, or one that a crash of the machine left empty. */
const LOOKS_AT_EMPTY = 5;
const OLDEST_NODE = [20, 19];
const SHOW_EVERY_MS = 5_000;

export const root = fileURLToPath(new URL('../..', import.meta.url));
const projectNode = `${root}node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`;

/** A sentence that refuses this version of Node, or undefined when it will do. */
export function refuseNode(version) {
  const [major, minor] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `Quotebridge needs Node ${OLDEST_NODE.join('.')} or newer; this is Node ${version}. Get a newer one from https://nodejs.org.`;
}

/**
 * Whether what is installed is what the lockfile asks for. Compared by content: a checkout changes times, and an
 * interrupted install leaves no list behind.
 */
export function isInstalled(lockfile, installed) {
  return Object.entries(lockfile.packages).every(([path, wanted]) => {
    if (path === '' || wanted.optional || wanted.devOptional) return true;
    const found = installed.packages[path];
    return found !== undefined && found.version === wanted.version;
  });
}

/** Installs the packages if they are missing or not those of the lockfile. Ends this process when that fails. */
async function install() {
  if (isUpToDate()) return;
  const release = await lock(`${root}.cache/install.lock`, (holder) =>
    console.log(`Process ${holder} is installing the packages: waiting for it …`),
  );
  try {
    if (!isUpToDate()) await installPackages();
  } finally {
    release();
  }
}

function isUpToDate() {
  const lockfile = readJson('package-lock.json');
  const installed = readJson('node_modules/.package-lock.json');
  return Boolean(lockfile && installed && isInstalled(lockfile, installed) && existsSync(projectNode));
}

/**
 * Resolves with a function that releases it, once no other running process holds the file: two first commands at once would remove
 * each other's packages. `onWait` is given the holder's process id, once.
 */
export async function lock(file, onWait) {
  mkdirSync(dirname(file), { recursive: true });
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  const release = () => rmSync(file, { force: true });
  try {
    let notified = false;
    let emptyLooks = 0;
    while (!holds(own, file)) {
      const holder = Number(readText(file));
      emptyLooks = holder === 0 ? emptyLooks + 1 : 0;
      if (holder === 0 ? emptyLooks > LOOKS_AT_EMPTY : !lives(holder)) {
        release();
        continue;
      }
      if (holder !== 0 && !notified) {
        onWait(holder);
        notified = true;
      }
      await pause(LOOK_EVERY_MS);
    }
  } finally {
    rmSync(own, { force: true });
  }
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

/** Takes the lock with its content already in it, or finds it taken. */
function holds(own, file) {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function lives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function installPackages() {
  const startedAt = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedAt) / 1_000)} s`;
  console.log(
    existsSync(`${root}node_modules/.package-lock.json`)
      ? 'Updating the packages …'
      : 'Installing the packages (once) …',
  );
  const ticker = process.stdout.isTTY
    ? setInterval(() => process.stdout.write(`\r  ${elapsed()} `), 1_000)
    : setInterval(() => console.log(`  … ${elapsed()}`), SHOW_EVERY_MS);
  const { code, output } = await npmCi();
  clearInterval(ticker);
  if (process.stdout.isTTY) process.stdout.write('\r');

  if (code !== 0 || !existsSync(projectNode)) {
    console.error(output);
    const why =
      code === 0 ? `it left no ${projectNode}; are install scripts switched off?` : `npm ci ended with ${code}`;
    console.error(`The packages could not be installed after ${elapsed()}: ${why}`);
    process.exit(1);
  }
  console.log(`Packages installed in ${elapsed()}.`);
}

function npmCi() {
  // The npm that runs this script, under the Node that it runs under: node_modules/.bin is about to be replaced.
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  const [command, ...args] = npm && node ? [node, npm, 'ci'] : ['npm', 'ci'];
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: command === 'npm' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }));
  });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(root + path, 'utf8'));
  } catch {
    return undefined;
  }
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Installs what is missing, then runs a TypeScript file of the repository under the project's own Node, as if it were this process. */
export async function installAndRun(file, args = process.argv.slice(2)) {
  const startedAt = Date.now();
  const refusal = refuseNode(process.versions.node);
  if (refusal) {
    console.error(refusal);
    process.exit(1);
  }
  await install();
  const child = spawn(projectNode, [root + file, ...args], {
    stdio: 'inherit',
    env: { ...process.env, QUOTEBRIDGE_STARTED_AT: String(startedAt) },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${projectNode} does not run: ${error.message}`);
    process.exit(1);
  });
  child.on('close', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

// `npm start` on a fresh data directory as a user runs it, from the first price to Ctrl-C. Plain JavaScript: it runs
// under the machine's own Node.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const LIVE_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 5_000;
const USED_OF_THE_BASE = 60;
/** Two brokers, six services, and what started them. */
const FEWEST_PROCESSES = 9;

const data = await mkdtemp(join(tmpdir(), 'quotebridge-smoke-'));
const { port, basePort } = await freePorts();
const url = `http://localhost:${port}`;
const options = ['--port', String(port), '--base-port', String(basePort), '--data', data];

const startedAt = Date.now();
// A process group of its own, as a terminal gives to a command: Ctrl-C goes to all of it.
const demo = spawn('npm', ['start', '--', ...options], {
  detached: true,
  stdio: 'inherit',
  // Known by it afterwards. Brokers inherit no environment, but have the folder in theirs.
  env: { ...process.env, QUOTEBRIDGE_SMOKE: data },
});
process.on('exit', () => signalGroup('SIGKILL'));
try {
  await until('the demo is ready', LIVE_WITHIN_MS, async () => (await fetch(`${url}/readyz`)).status === 200);
  await until('a live price', LIVE_WITHIN_MS, async () => {
    const { quotes, stale } = await (await fetch(`${url}/v1/quotes`)).json();
    return stale === null && quotes.some(({ published }) => published >= startedAt);
  });
  console.log(`a live price at ${url} after ${((Date.now() - startedAt) / 1_000).toFixed(1)} s`);
  assert.match(await (await fetch(url, { headers: { accept: 'text/html' } })).text(), /<title>[^<]*Quotebridge/);
  assert.match(await cable('status'), /is whole/);
  const running = await processesOf(data);
  console.log(`${running.length} processes`);
  assert.ok(running.length >= FEWEST_PROCESSES, 'it runs fewer processes than it has parts');

  const pressedAt = performance.now();
  signalGroup('SIGINT');
  // npm itself exits immediately; its child processes are what counts.
  await until('the end of every process', STOPPED_WITHIN_MS, async () => (await processesOf(data)).length === 0);
  console.log(`stopped after ${((performance.now() - pressedAt) / 1_000).toFixed(1)} s`);
  assert.deepEqual(await takenOf([port, ...internalPorts(basePort)]), [], 'ports are still taken');
} finally {
  signalGroup('SIGKILL');
  for (const { id } of await processesOf(data)) kill(id, 'SIGKILL');
  await rm(data, { recursive: true, force: true, maxRetries: 5 });
}

function signalGroup(signal) {
  kill(-demo.pid, signal);
}

function kill(id, signal) {
  try {
    process.kill(id, signal);
  } catch {
    // It is gone already.
  }
}

async function cable(action) {
  const child = spawn('npm', ['run', '--silent', 'cable', '--', action, '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const part of child.stdout) said += part;
  return said;
}

async function until(what, within, holds) {
  const deadline = Date.now() + within;
  while (Date.now() < deadline) {
    if (await holds().catch(() => false)) return;
    await delay(50);
  }
  const left = (await processesOf(data)).map(({ id, command }) => `\n  ${id} ${command}`);
  assert.fail(`no sign of ${what} within ${within / 1_000} s; processes now:${left.join('')}`);
}

/** The processes that have this folder in their arguments or environment: all that the demo started. */
async function processesOf(folder) {
  const found = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const [command, environment] = await Promise.all(
      ['cmdline', 'environ'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '')),
    );
    if (command.includes(folder) || environment.includes(folder)) {
      found.push({ id: Number(name), command: command.replaceAll('\0', ' ').trim() });
    }
  }
  return found;
}

function internalPorts(first) {
  return Array.from({ length: USED_OF_THE_BASE }, (_, index) => first + index);
}

/** The default port of `npm start`, or the next free one. */
async function freePorts() {
  for (let step = 0; step < 20; step += 1) {
    const candidate = { port: 8080 + step, basePort: 18_000 + step * 100 };
    const taken = await takenOf([candidate.port, ...internalPorts(candidate.basePort)]);
    if (taken.length === 0) return candidate;
  }
  throw new Error('no free ports');
}

async function takenOf(ports) {
  const answers = await Promise.all(ports.map(isTaken));
  return ports.filter((_, index) => answers[index]);
}

function isTaken(number) {
  return new Promise((resolve) => {
    const socket = connect({ port: number, host: '127.0.0.1' });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

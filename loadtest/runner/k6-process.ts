import { execa } from 'execa';
import type { K6 } from '../../infra/tools/k6.ts';
import { freePort } from '../../infra/local/ports.ts';

/** How much longer than its clients k6 may take, in seconds: to connect them, to close them, to write its report. */
const TAKES_SECONDS = 120;
/** Less than the whole command has to stop. */
const KILLED_AFTER_MS = 5_000;
/** k6 logs it for each timer of each client when a run ends early. */
const INTERRUPTED = /was stopped because the VU iteration was interrupted/;

export interface K6Run {
  readonly k6: K6;
  readonly script: string;
  /** For the script (`-e`). */
  readonly settings: Readonly<Record<string, string | number>>;
  /** For k6 itself. */
  readonly env: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly stopping: AbortSignal;
  readonly say: (line: string) => void;
}

export interface K6Process {
  /** Of k6 itself, also in a container; `undefined` while it is unknown. */
  pid(): Promise<number | undefined>;
  /** How many clients there are; `null` while it is unknown. */
  clients(): Promise<number | null>;
  /** Resolves with its exit code. Throws when it takes too long. */
  readonly ended: Promise<number | undefined>;
}

/** Runs a script; each line that k6 prints is passed on. */
export async function startK6({ k6, script, settings, env, seconds, stopping, say }: K6Run): Promise<K6Process> {
  const address = `127.0.0.1:${await freePort()}`;
  const environment = Object.entries(settings).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const options = ['--quiet', '--no-usage-report', `--address=${address}`, ...environment];
  const command = k6.command(['run', ...options, script], env);
  const running = execa(k6.file, command.args, {
    env: command.env,
    reject: false,
    all: true,
    cancelSignal: stopping,
    gracefulCancel: false,
    timeout: (seconds + TAKES_SECONDS) * 1_000,
    forceKillAfterDelay: KILLED_AFTER_MS,
  });
  const end = async () => {
    for await (const line of running.iterable({ from: 'all' })) if (!INTERRUPTED.test(line)) say(line);
    const { timedOut, exitCode } = await running;
    // A client of Docker that was killed leaves its container.
    if (k6.container !== undefined) await execa('docker', ['rm', '--force', k6.container], { reject: false });
    if (timedOut) throw new Error(`k6 had not ended ${TAKES_SECONDS} s after its clients should have, and was killed`);
    return exitCode;
  };
  return {
    pid: async () => (k6.container === undefined ? running.pid : pidOfContainer(k6.container)),
    clients: () => clientsAt(address),
    ended: end(),
  };
}

async function pidOfContainer(name: string): Promise<number | undefined> {
  const { failed, stdout } = await execa('docker', ['inspect', '--format', '{{.State.Pid}}', name], { reject: false });
  return failed ? undefined : Number(stdout) || undefined;
}

/** k6 answers over HTTP while it runs: https://grafana.com/docs/k6/latest/reference/k6-rest-api/ */
async function clientsAt(address: string): Promise<number | null> {
  try {
    const answer = await fetch(`http://${address}/v1/status`, { signal: AbortSignal.timeout(1_000) });
    const { data } = (await answer.json()) as { data: { attributes: { vus: number } } };
    return data.attributes.vus;
  } catch {
    return null;
  }
}

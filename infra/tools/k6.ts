import { join } from 'node:path';
import { execa } from 'execa';

/** The oldest k6 that runs TypeScript and has stable WebSockets, and the version that is fetched when there is none. */
const NEEDED = [1, 0] as const;
const PINNED = '1.8.1';
const GO = 'go';
const BUILT_WITHIN_MS = 15 * 60_000;

/** A way to run k6. */
export interface K6 {
  /** For messages: what it is and where it was found. */
  readonly what: string;
  readonly file: string;
  /** In Docker, the container's name: k6 is its first process, and the docker command only its client. */
  readonly container?: string;
  /** The command that runs k6 with these arguments and this environment. */
  command(args: readonly string[], env: Readonly<Record<string, string>>): K6Command;
}

interface K6Command {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export class NoK6Error extends Error {
  override readonly name = 'NoK6Error';
}

export interface K6Search {
  /** The repository, which a container mounts. */
  readonly root: string;
  /** Where reports go, which a container may write to. */
  readonly reports: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
}

/** Finds k6: an installed one, else Docker's image, else built by Go. Each failure is reported in a line. Throws `NoK6Error`. */
export async function findK6(search: K6Search): Promise<K6> {
  try {
    return await existingK6(search);
  } catch (error) {
    if (!(error instanceof NoK6Error) || search.env['K6']) throw error;
  }
  return (await fromDocker(search)) ?? (await fromGo(cachedIn(search.root), search.say));
}

/** One that is on this machine already: `K6`, the PATH, this project's cache. Throws `NoK6Error`. */
export async function existingK6({ root, env, say }: Pick<K6Search, 'root' | 'env' | 'say'>): Promise<K6> {
  const given = env['K6'];
  if (given) return needed(given, 'K6');
  for (const [file, from] of [
    ['k6', 'the PATH'],
    [cachedIn(root), "this project's cache"],
  ] as const) {
    try {
      return await needed(file, from);
    } catch (error) {
      if (!(error instanceof NoK6Error)) throw error;
      say(`k6 from ${from}: ${error.message}`);
    }
  }
  throw new NoK6Error(
    `It needs k6 on the PATH, or K6 to name it; npm run load fetches one (https://grafana.com/docs/k6).`,
  );
}

function cachedIn(root: string): string {
  return join(root, '.cache', 'k6', PINNED, 'k6');
}

async function needed(file: string, from: string): Promise<K6> {
  const { failed, stdout } = await execa(file, ['version'], { reject: false });
  if (failed) throw new NoK6Error('not there');
  const [, version = '', major = '0', minor = '0'] = /v((\d+)\.(\d+)\.\d+)/.exec(stdout) ?? [];
  const isNew = Number(major) > NEEDED[0] || (Number(major) === NEEDED[0] && Number(minor) >= NEEDED[1]);
  if (!isNew) throw new NoK6Error(`it is ${version || stdout}, needed is ${NEEDED.join('.')} or newer`);
  return { what: `k6 ${version} (${from})`, file, command: (args, settings) => ({ args, env: settings }) };
}

async function fromDocker({ root, reports, env, say }: K6Search): Promise<K6 | null> {
  const image = env['K6_IMAGE'] || `grafana/k6:${PINNED}`;
  const { failed, shortMessage } = await execa('docker', ['image', 'inspect', image], { reject: false });
  const pulled = failed && (await execa('docker', ['pull', '--quiet', image], { reject: false }));
  if (pulled && pulled.failed) {
    say(`k6 from Docker: ${(shortMessage ?? 'no image').split('\n')[0]}`);
    return null;
  }
  return k6InDocker({ image, root, reports, container: `quotebridge-k6-${process.pid}` });
}

interface InDocker extends Pick<K6Search, 'root' | 'reports'> {
  readonly image: string;
  readonly container: string;
}

/** k6 from an image, on the host's network. */
export function k6InDocker({ image, container, root, reports }: InDocker): K6 {
  const user = process.getuid === undefined ? [] : ['--user', `${process.getuid()}:${process.getgid?.()}`];
  const mounts = ['-v', `${root}:${root}:ro`, '-v', `${reports}:${reports}`];
  return {
    what: `k6 (image ${image})`,
    file: 'docker',
    container,
    command: (args, env) => {
      // The docker command's own environment is not passed on.
      const settings = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
      const run = ['run', '--rm', '--name', container, '--network=host', ...user, ...mounts, ...settings];
      return { args: [...run, '-w', root, image, ...args], env: {} };
    },
  };
}

async function fromGo(cached: string, say: (line: string) => void): Promise<K6> {
  say(`go install go.k6.io/k6@v${PINNED} …`);
  const built = await execa(GO, ['install', `go.k6.io/k6@v${PINNED}`], {
    env: { GOBIN: join(cached, '..'), CGO_ENABLED: '0' },
    reject: false,
    timeout: BUILT_WITHIN_MS,
  });
  if (built.failed)
    throw new NoK6Error(
      `no k6: ${String(built.stderr || built.shortMessage)
        .trim()
        .split('\n')
        .at(-1)}`,
    );
  return needed(cached, 'built by Go');
}

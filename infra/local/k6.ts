import { join } from 'node:path';
import { execa } from 'execa';

/** The oldest k6 that runs TypeScript and has stable WebSockets, and the one that is fetched when there is none. */
const NEEDED = [1, 0] as const;
const PINNED = '1.8.1';
const GO = 'go';
const BUILT_WITHIN_MS = 15 * 60_000;

/** A way to run k6. */
export interface K6 {
  /** For people: what it is and where from. */
  readonly what: string;
  readonly file: string;
  /** Before k6's own arguments. */
  readonly args: readonly string[];
}

export class NoK6Error extends Error {
  override readonly name = 'NoK6Error';
}

export interface K6Search {
  /** The repository, which a container gets to see. */
  readonly root: string;
  /** Where reports go, which a container may write to. */
  readonly reports: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
}

/** Finds k6: one that is there, else Docker's image, else built by Go. Each refusal is a line. Throws `NoK6Error`. */
export async function findK6(search: K6Search): Promise<K6> {
  try {
    return await existingK6(search);
  } catch (error) {
    if (!(error instanceof NoK6Error) || search.env['K6']) throw error;
  }
  return (await fromDocker(search)) ?? (await fromGo(cachedIn(search.root), search.say));
}

/** One that needs no fetching: `K6`, the PATH, this project's cache. Throws `NoK6Error`. */
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
  return { what: `k6 ${version} (${from})`, file, args: [] };
}

async function fromDocker({ root, reports, say }: K6Search): Promise<K6 | null> {
  const image = 'grafana/k6:latest';
  const { failed, shortMessage } = await execa('docker', ['image', 'inspect', image], { reject: false });
  const pulled = failed && (await execa('docker', ['pull', '--quiet', image], { reject: false }));
  if (pulled && pulled.failed) {
    say(`k6 from Docker: ${(shortMessage ?? 'no image').split('\n')[0]}`);
    return null;
  }
  const user = process.getuid === undefined ? [] : ['--user', `${process.getuid()}:${process.getgid?.()}`];
  const mounts = ['-v', `${root}:${root}:ro`, '-v', `${reports}:${reports}`];
  const args = ['run', '--rm', '--init', '--network=host', ...user, ...mounts, '-w', root, image];
  return { what: `k6 (image ${image})`, file: 'docker', args };
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

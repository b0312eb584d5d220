import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NatsServerError, obtainNatsServer } from './nats-server.ts';
import { isNewEnough, parseVersion } from './nats-server/version.ts';
import type { SourceContext } from './nats-server/source.ts';

const FOLDER = 'nats-server-v2.15.3-linux-amd64';
const ARCHIVE = `${FOLDER}.tar.gz`;

let dir: string;
let server: Server;
let answer: RequestListener;
let report: ReturnType<typeof vi.fn<(line: string) => void>>;
let context: SourceContext;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nats-server-'));
  answer = (_, response) => response.writeHead(404).end();
  server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  report = vi.fn<(line: string) => void>();
  context = {
    env: { PATH: join(dir, 'path') },
    cacheDir: join(dir, 'cache'),
    releases: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/download`,
    patience: 300,
    go: join(dir, 'go'),
    platform: 'linux',
    arch: 'x64',
    report,
  };
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(dir, { recursive: true });
});

/** A program that answers like a nats-server of this version. */
async function pretend(path: string, version: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho "nats-server: v${version}"\n`);
  await chmod(path, 0o755);
  return path;
}

async function releaseOf(version: string): Promise<{ archive: Buffer; sums: string }> {
  const from = join(dir, 'build');
  await pretend(join(from, FOLDER, 'nats-server'), version);
  await writeFile(join(from, FOLDER, 'README.md'), 'read me');
  await create({ gzip: true, file: join(dir, ARCHIVE), cwd: from }, [FOLDER]);
  const archive = await readFile(join(dir, ARCHIVE));
  const sha256 = createHash('sha256').update(archive).digest('hex');
  return { archive, sums: `${'0'.repeat(64)}  nats-server-v2.15.3-linux-386.zip\n${sha256}  ${ARCHIVE}\n` };
}

function serve({ archive, sums }: { archive: Buffer; sums: string }): void {
  answer = (request, response) => {
    if (request.url === `/download/v2.15.3/${ARCHIVE}`) response.end(archive);
    else if (request.url === '/download/v2.15.3/SHA256SUMS') response.end(sums);
    else response.writeHead(404).end();
  };
}

describe('obtainNatsServer', () => {
  it('takes NATS_SERVER first', async () => {
    const path = await pretend(join(dir, 'mine'), '2.15.3');
    await pretend(join(dir, 'path', 'nats-server'), '2.16.0');
    expect(await obtainNatsServer({ ...context, env: { ...context.env, NATS_SERVER: path } })).toBe(path);
    expect(report).not.toHaveBeenCalled();
  });

  it('reports why NATS_SERVER is not usable, and continues', async () => {
    const old = await pretend(join(dir, 'mine'), '2.14.0');
    const path = await pretend(join(dir, 'path', 'nats-server'), '2.15.3');
    expect(await obtainNatsServer({ ...context, env: { ...context.env, NATS_SERVER: old } })).toBe(path);
    expect(report.mock.calls).toEqual([[`NATS_SERVER: ${old} is 2.14.0, older than 2.15.3`]]);
  });

  it('skips one on the PATH that is too old, and uses the one in the cache', async () => {
    const old = await pretend(join(dir, 'path', 'nats-server'), '2.10.29');
    const path = await pretend(join(dir, 'cache', 'nats-server'), '2.15.3');
    expect(await obtainNatsServer(context)).toBe(path);
    expect(report).toHaveBeenLastCalledWith(`PATH: ${old} is 2.10.29, older than 2.15.3`);
  });

  it('skips a file that is no nats-server', async () => {
    const other = join(dir, 'path', 'nats-server');
    await mkdir(join(dir, 'path'));
    await writeFile(other, 'not a program', { mode: 0o755 });
    const path = await pretend(join(dir, 'cache', 'nats-server'), '2.15.3');
    expect(await obtainNatsServer(context)).toBe(path);
    expect(report).toHaveBeenLastCalledWith(`PATH: ${other} is not a nats-server that runs`);
  });

  it('fetches the release, keeps the binary alone, and takes it from the cache the next time', async () => {
    serve(await releaseOf('2.15.3'));
    const path = await obtainNatsServer(context);
    expect(path).toBe(join(dir, 'cache', 'nats-server'));
    expect(await readdir(context.cacheDir)).toEqual(['nats-server']);
    server.close();
    expect(await obtainNatsServer({ ...context, releases: 'http://127.0.0.1:1' })).toBe(path);
  });

  it('builds it with Go when no release is available', async () => {
    await writeFile(
      context.go,
      `#!/bin/sh
[ "$1" = version ] && exit 0
[ "$CGO_ENABLED $2" = "0 github.com/nats-io/nats-server/v2@v2.15.3" ] || exit 1
printf '#!/bin/sh\\necho nats-server: v2.15.3\\n' > "$GOBIN/nats-server"
`,
      { mode: 0o755 },
    );
    expect(await obtainNatsServer(context)).toBe(join(dir, 'cache', 'nats-server'));
    expect(await readdir(context.cacheDir)).toEqual(['nats-server']);
  });

  it('says what Go said when the build fails', async () => {
    await writeFile(context.go, '#!/bin/sh\n[ "$1" = version ] && exit 0\necho "no route to host" >&2; exit 1\n', {
      mode: 0o755,
    });
    await expect(obtainNatsServer(context)).rejects.toThrow('  - go install: no route to host\n');
  });

  it('names every failure and what to do when nothing works', async () => {
    const failed = obtainNatsServer({ ...context, arch: 'mips' });
    await expect(failed).rejects.toBeInstanceOf(NatsServerError);
    await expect(failed).rejects.toThrow(
      `No nats-server 2.15.3 or newer is available:
  - NATS_SERVER: not set
  - PATH: has no nats-server
  - cache: empty so far
  - release: no archive that could be unpacked here for linux mips
  - go install: Go is not installed
Install it from https://github.com/nats-io/nats-server/releases (or install Go) and run again,
or set NATS_SERVER to the path of its binary.`,
    );
  });

  it('stops when its signal is aborted', async () => {
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    await expect(obtainNatsServer({ ...context, signal })).rejects.toThrow('Ctrl-C');
  });
});

describe('the release archive', () => {
  async function refusal(): Promise<string> {
    await expect(obtainNatsServer(context)).rejects.toBeInstanceOf(NatsServerError);
    expect(await readdir(context.cacheDir).catch(() => [])).toEqual([]);
    return report.mock.calls.map(([line]) => line).find((line) => line.startsWith('release:')) ?? '';
  }

  it('is refused with a wrong checksum', async () => {
    const { archive } = await releaseOf('2.15.3');
    serve({ archive, sums: `${'a'.repeat(64)}  ${ARCHIVE}\n` });
    expect(await refusal()).toMatch(/has the checksum [0-9a-f]{64}, the release says a{64}/);
  });

  it('is refused when truncated', async () => {
    const { archive, sums } = await releaseOf('2.15.3');
    serve({ archive: archive.subarray(0, 100), sums });
    expect(await refusal()).toContain('has the checksum');
  });

  it('is refused when the connection breaks half-way', async () => {
    const { archive, sums } = await releaseOf('2.15.3');
    serve({ archive, sums });
    const whole = answer;
    answer = (request, response) => {
      if (!request.url?.endsWith(ARCHIVE)) return whole(request, response);
      response.writeHead(200, { 'content-length': archive.length });
      response.write(archive.subarray(0, 100), () => response.destroy());
    };
    expect(await refusal()).toContain(ARCHIVE);
  });

  it('is refused when it is not listed', async () => {
    const { archive } = await releaseOf('2.15.3');
    serve({ archive, sums: `${'a'.repeat(64)}  ${ARCHIVE}.asc\n` });
    expect(await refusal()).toBe(`release: SHA256SUMS does not list ${ARCHIVE}`);
  });

  it('is refused when it holds another version', async () => {
    serve(await releaseOf('2.14.9'));
    expect(await refusal()).toContain('is 2.14.9, older than 2.15.3');
  });

  it('is refused when it is not there', async () => {
    expect(await refusal()).toBe(`release: ${context.releases}/v2.15.3/SHA256SUMS answers 404`);
  });

  it('is abandoned soon when the server is silent, before or during the transfer', async () => {
    answer = () => {};
    expect(await refusal()).toContain('was silent for 0.3 s');

    const { archive, sums } = await releaseOf('2.15.3');
    serve({ archive, sums });
    const whole = answer;
    answer = (request, response) => {
      if (request.url?.endsWith(ARCHIVE)) response.write(archive.subarray(0, 100));
      else whole(request, response);
    };
    report.mockClear();
    expect(await refusal()).toContain(`${ARCHIVE} was silent for 0.3 s`);
  });

  it('is abandoned at once when nothing listens', async () => {
    server.close();
    context = { ...context, releases: 'http://127.0.0.1:1' };
    expect(await refusal()).toContain('http://127.0.0.1:1/v2.15.3/SHA256SUMS: ');
  });
});

describe('the version', () => {
  it('is read from the output of nats-server --version', () => {
    expect(parseVersion('nats-server: v2.15.3')).toBe('2.15.3');
    expect(parseVersion('nats-server: v2.16.0-RC.1')).toBe('2.16.0-RC.1');
    expect(parseVersion('v24.1.0')).toBeUndefined();
  });

  it.each([
    ['2.15.3', true],
    ['2.15.10', true],
    ['2.16.0', true],
    ['3.0.0', true],
    ['2.16.0-RC.1', true],
    ['2.15.3-RC.1', false],
    ['2.15.1', false],
    ['2.9.25', false],
    ['1.99.99', false],
  ])('%s is new enough: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });
});

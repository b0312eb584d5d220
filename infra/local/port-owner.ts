import { readdir, readFile, readlink } from 'node:fs/promises';
import { execa } from 'execa';
import { processCommand } from './process-command.ts';

export interface PortOwner {
  readonly pid: number;
  readonly command: string;
}

/** The process that listens on this port. Undefined when the system does not reveal it, as for another user's process. */
export async function portOwner(port: number): Promise<PortOwner | undefined> {
  return process.platform === 'linux' ? fromProc(port) : fromLsof(port);
}

async function fromProc(port: number): Promise<PortOwner | undefined> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const sockets = new Set(tables.flatMap((table) => listeningInodes(table, port)).map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (await holdsOneOf(pid, sockets)) {
      return { pid: Number(pid), command: await processCommand(Number(pid)) };
    }
  }
  return undefined;
}

/** The inodes of the sockets that listen on `port`, from a table as in `/proc/net/tcp`. */
export function listeningInodes(table: string, port: number): string[] {
  const LISTEN = '0A';
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === LISTEN && Number.parseInt(local?.split(':')[1] ?? '', 16) === port)
    .flatMap((fields) => fields[9] ?? []);
}

async function holdsOneOf(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    if (sockets.has(target)) return true;
  }
  return false;
}

async function fromLsof(port: number): Promise<PortOwner | undefined> {
  const { stdout } = await execa('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { reject: false });
  const pid = /^p(\d+)$/m.exec(stdout ?? '')?.[1];
  if (pid === undefined) return undefined;
  return { pid: Number(pid), command: /^c(.+)$/m.exec(stdout)?.[1] ?? 'unknown command' };
}

import autocannon from 'autocannon';
import { cpuSeconds } from './cpu.ts';

export interface Measured {
  /** Requests a second of wall time. */
  readonly requests: number;
  /** Requests a second of the server's processor time. */
  readonly perCpuSecond: number;
  /** In milliseconds. */
  readonly p99: number;
  readonly bytes: number;
}

const CONNECTIONS = 20;

/**
 * Requests one address over and over, and measures the server's processor time for it: without its idle load, a share of a
 * core. Throws unless every answer is 200.
 */
export async function load(url: string, pid: number, seconds: number, anyway = 0): Promise<Measured> {
  const before = await cpuSeconds(pid);
  const result = await autocannon({ url, connections: CONNECTIONS, duration: seconds });
  const used = (await cpuSeconds(pid)) - before - anyway * result.duration;
  const answered = result['2xx'];
  if (result.non2xx > 0 || result.errors > 0 || answered === 0)
    throw new Error(`${url}: ${result.non2xx} answers were not 200, ${result.errors} errors`);
  return {
    requests: answered / result.duration,
    perCpuSecond: answered / used,
    p99: result.latency.p99,
    bytes: result.throughput.total / answered,
  };
}

import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import { createClusterMetrics, createHealthServer, createLogger, listen } from '@quotebridge/runtime';
import type { Listening, Logger } from '@quotebridge/runtime';
import type { GatewayConfig } from './config.ts';

/** A worker that ends unasked is replaced after this, in milliseconds. */
const REPLACE_AFTER_MS = 500;

export interface WorkersDeps {
  readonly stopping: AbortSignal;
  readonly log?: Logger;
}

/**
 * Runs the gateway in several processes that share one port: the operating system's connections are dealt out to them in
 * turn. Each reads the stream on its own and they know nothing of each other, so it does not matter which one a client meets.
 *
 * Here, at `METRICS_PORT`, is the health of all, and the sum of their metrics.
 */
export async function startWorkers(
  config: GatewayConfig,
  { stopping, log = createLogger('gateway', config.LOG_LEVEL) }: WorkersDeps,
): Promise<Listening> {
  const workers = new Set<Worker>();
  const listening = new Set<Worker>();
  const add = () => {
    const worker = cluster.fork();
    workers.add(worker);
    worker.once('listening', () => listening.add(worker));
    worker.once('exit', (code: number | null, signal: string | null) => {
      workers.delete(worker);
      listening.delete(worker);
      if (stopping.aborted) return;
      log.error({ pid: worker.process.pid, code, signal }, 'a worker ended and is replaced');
      setTimeout(() => stopping.aborted || add(), REPLACE_AFTER_MS);
    });
  };
  const metrics = createClusterMetrics();
  const health = {
    notReady: () => {
      if (stopping.aborted) return 'draining';
      return listening.size < config.WORKERS ? `${listening.size} of ${config.WORKERS} workers listen` : null;
    },
    metrics,
  };
  const server = createHealthServer(health);
  const own = await listen(server, config.HOST, config.METRICS_PORT);
  for (let count = 0; count < config.WORKERS; count += 1) add();
  log.info({ url: own.url, workers: config.WORKERS }, 'the health and the metrics of all workers');
  return {
    ...own,
    async [Symbol.asyncDispose]() {
      const ended = Array.from(workers, (worker) => once(worker, 'exit'));
      for (const worker of workers) worker.process.kill('SIGTERM');
      await Promise.all(ended);
      await own[Symbol.asyncDispose]();
    },
  };
}

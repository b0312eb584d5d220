import cluster from 'node:cluster';
import { runService } from '@quotebridge/runtime';
import { parseConfig } from './config.ts';
import { start } from './start.ts';
import { startWorkers } from './workers.ts';

await runService((stopping) => {
  const config = parseConfig(process.env);
  return config.WORKERS > 1 && cluster.isPrimary ? startWorkers(config, { stopping }) : start(config, { stopping });
});

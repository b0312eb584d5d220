import { runService } from '@quotebridge/service-kit';
import { readConfig } from './config.ts';
import { startFeed } from './start.ts';

await runService((stopping, fail) => startFeed(readConfig(process.env), stopping, fail));

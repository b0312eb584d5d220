import { runService } from '@quotebridge/service-kit';
import { readConfig } from './config.ts';
import { start } from './start.ts';

await runService((running) => start(readConfig(process.env), running));

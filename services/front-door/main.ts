import { runService } from '@quotebridge/service-kit';
import { parseConfig } from './config.ts';
import { start } from './start.ts';

await runService((stopping) => start(parseConfig(process.env), { stopping }));

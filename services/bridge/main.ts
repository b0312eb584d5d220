import { runService } from '@quotebridge/service-kit';
import { readConfig } from './config.ts';
import { startBridge } from './start.ts';

await runService((stopping) => startBridge(readConfig(process.env), stopping));

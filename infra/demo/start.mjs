import { installAndRun } from '../tools/install.mjs';

console.log('Quotebridge');
await installAndRun('infra/demo/main.ts');

import { installAndRun } from './install.mjs';

console.log('Quotebridge');
await installAndRun('infra/local/main.ts');

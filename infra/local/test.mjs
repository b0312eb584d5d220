import { installAndRun } from './install.mjs';

console.log('Quotebridge: tests');
await installAndRun('infra/local/test.ts');

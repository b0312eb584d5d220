import { installAndRun } from './install.mjs';

console.log('Quotebridge: tests');
await installAndRun('infra/tools/test.ts');

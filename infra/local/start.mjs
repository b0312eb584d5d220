import { installAndRun } from './install.mjs';

console.log('Quotebridge');
await installAndRun('./main.ts');

import { installAndRun } from './install.mjs';

// What a npm script names: a TypeScript file of the repository, then its arguments.
const [file, ...args] = process.argv.slice(2);
await installAndRun(file, args);

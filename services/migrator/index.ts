export { createProgram, WAYS } from './program.ts';
export type { ProgramDeps, Way } from './program.ts';
export { MigrateError } from './store/errors.ts';

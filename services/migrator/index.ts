export { createProgram, WAYS } from './program.ts';
export type { ChosenDemo, DemoChoice, ProgramDeps, Way } from './program.ts';
export { MigrateError } from './store/errors.ts';

export * from './answers.ts';
export { createApp } from './app.ts';
export type { ApiDeps } from './deps.ts';
export { parseConfig } from './config.ts';
export type { ApiConfig } from './config.ts';
export { start } from './start.ts';

export { parseConfig } from './config.ts';
export type { FrontDoorConfig, SiteConfig } from './config.ts';
export { createFrontDoor } from './front-door.ts';
export type { FrontDoorDeps } from './front-door.ts';
export { Pool } from './pool.ts';
export type { Instance } from './pool.ts';
export { start } from './start.ts';
export { weightsOf } from './weights.ts';
export type { Weights } from './weights.ts';

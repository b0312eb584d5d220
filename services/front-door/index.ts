export { parseConfig } from './config.ts';
export type { FrontDoorConfig } from './config.ts';
export { createFrontDoor } from './front-door.ts';
export type { FrontDoorDeps } from './front-door.ts';
export { start } from './start.ts';
export { createUpstreams } from './upstreams.ts';
export type { Upstream, Upstreams } from './upstreams.ts';

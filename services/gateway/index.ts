export { parseConfig } from './config.ts';
export type { GatewayConfig } from './config.ts';
export { Conflator } from './conflator.ts';
export type { Outlet } from './conflator.ts';
export { createGateway } from './gateway.ts';
export type { Gateway, GatewayDeps } from './gateway.ts';
export { start } from './start.ts';

export { parseConfig } from './config.ts';
export type { GatewayConfig } from './config.ts';
export { Conflator } from './delivery/conflator.ts';
export type { Outlet } from './delivery/conflator.ts';
export { createGateway } from './gateway.ts';
export type { Gateway, GatewayDeps } from './gateway.ts';
export { start } from './start.ts';

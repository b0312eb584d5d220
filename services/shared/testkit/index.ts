export { freePort } from '../../../infra/local/ports.ts';
export { findNatsServer } from './nats-server.ts';
export * from './audit.ts';
export * from './broker.ts';
export * from './manager.ts';
export * from './small-disk.ts';
export * from './test-feed.ts';
export * from './topology.ts';
export * from './watcher.ts';

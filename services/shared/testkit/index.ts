export * from './broker.ts';
export * from './test-feed.ts';

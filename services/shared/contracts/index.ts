export * from './wire/index.ts';
export * from './schemas.ts';
